import type { Attributes, Context } from '@opentelemetry/api';
import { sliceLength } from './attributes.js';
import { DeclaredIndex } from './declared-index.js';
import { maxUnrolledBounds, recordHistogramText } from './histogram.js';
import { IdTable, maxIdLabels } from './id-table.js';
import { OpenIndex } from './open-index.js';
import { allFresh } from './series.js';
import { maxShortcutSeries, Shortcut, type ShortcutRow } from './shortcut.js';
import type { Stream } from './stream.js';
import { nothing } from './trie.js';
import { rememberEvery, walkDeclared, walkKnown, walkOpen } from './walk-text.js';

/** `add` or `record` of an instrument. Never throws. */
export type Recorder = (value: number, attributes?: Attributes, context?: Context) => void;

/** Which values an instrument takes without further ado; the general recorder judges the others. */
export type ValueCheck = 'amount' | 'change' | 'level';

export interface RecorderOptions {
  readonly check: ValueCheck;
  /** Fractions go to the general recorder, which cuts them off. */
  readonly isInteger: boolean;
  /** Records what the compiled recorder leaves alone. */
  readonly general: Recorder;
  /** Called now and then while measurements miss the shortcut table. */
  readonly recompile: () => void;
  /** Asked at every measurement when there is such a thing: whether its context needs more. */
  readonly needsGeneral: ((context: Context | undefined) => boolean) | undefined;
}

const checks: Record<ValueCheck, string> = {
  amount: 'Number.isFinite(value) && value >= 0',
  change: 'Number.isFinite(value)',
  level: "typeof value === 'number'",
};

/** Misses of the shortcut table after which it may be time for another one. */
const recompileAfter = 4096;

let serial = 0;

/**
 * Generates the recorder of one instrument with a single stream. V8 keeps what it learns about
 * object shapes by function: in code that all instruments share, every property access is
 * megamorphic; here each instrument has its own, and with declared keys reading three labels is one
 * check of the object's shape. Measured in DESIGN.md, "Compiled recorders".
 *
 * What goes into the text: numbers of this module, and attribute keys as JSON strings.
 *
 * V8 puts the recorder into the code of its callers, see `recorder-switch.ts`, up to 460 bytes of
 * bytecode; rare paths are therefore functions of their own.
 */
export function compileRecorder(stream: Stream, options: RecorderOptions): Recorder {
  const { check, isInteger, general, recompile, needsGeneral } = options;
  const { index, kind } = stream;
  const test = isInteger ? `Number.isInteger(value) && ${checks[check]}` : checks[check];
  const isDeclared = index instanceof DeclaredIndex;
  const keys = isDeclared ? index.keys : commonKeys(stream);
  const shortcut = makeShortcut(stream, keys);
  const ids = shortcut === undefined ? makeIdTable(stream, keys) : undefined;
  const labels = keys.map((_, i) => `label${i}`);
  const list = labels.join(', ');
  const lookUp =
    shortcut !== undefined
      ? lookUpText(shortcut, labels)
      : `series = ${ids === undefined ? 'walk' : 'seek'}(${list});`;
  const find = isDeclared
    ? keys.length === 0
      ? 'series = index.only;'
      : `${readDeclaredText(keys)} ${lookUp}`
    : keys.length === 0
      ? 'series = attributes === undefined ? root.series : walkOpen(attributes);'
      : `${checkKeys(keys.length)}
         if (same === ${keys.length}) { ${readOpenText(keys)} ${lookUp} }
         else series = walkOpen(attributes);`;
  const aggregate =
    kind === 'sum'
      ? `series.value += value; series.fresh = ${allFresh};`
      : kind === 'gauge'
        ? `series.value = value; series.fresh = ${allFresh};`
        : kind === 'histogram' && stream.boundaries.length <= maxUnrolledBounds
          ? recordHistogramText(stream.boundaries)
          : 'series.record(value);';
  // Equal texts would share what V8 learns about them: the number makes each one its own.
  const body = `
    let tick = 0;
    let misses = 0;
    function walkOpen(attributes) { ${isDeclared ? '' : walkOpen} }
    ${keys.length === 0 ? '' : `function walk(${list}) { ${isDeclared ? walkDeclared(labels) : walkKnown(keys, labels)} }`}
    ${shortcut === undefined ? '' : missText(shortcut, labels)}
    ${ids === undefined ? '' : seekText(ids, labels)}
    return function record${++serial}(value, attributes, context) {
      let series${labels.map((label) => `, ${label}`).join('')};
      if (!(${test})) return general(value, attributes, context);
      try {
        ${needsGeneral === undefined ? '' : 'if (needsGeneral(context)) return general(value, attributes, context);'}
        ${find}
      } catch {
        return general(value, attributes, context);
      }
      if (series === undefined || series.fresh > ${allFresh}) return general(value, attributes, context);
      ${aggregate}
    };`;
  const known = {
    root: isDeclared || index instanceof OpenIndex ? index.root : undefined,
    index,
    general,
    recompile,
    needsGeneral,
    hasOwn: Object.prototype.hasOwnProperty,
    none: Object.freeze({}),
    shortcut,
    table: shortcut?.table,
    own: ownCopy,
    ids,
    nothing,
    keys: [...keys, undefined],
  };
  const make = new Function(...Object.keys(known), body);
  return make(...Object.values(known)) as Recorder;
}

/**
 * Gives the shortcut table of a compiled recorder the series that have come since.
 *
 * @returns false when the recorder has to be compiled anew instead: it hashes other labels, reads
 *   other keys, or needs another table by now
 */
export function growShortcut(stream: Stream): boolean {
  const { shortcut, index } = stream;
  if (!(shortcut instanceof Shortcut)) return false;
  const live = stream.liveSeries();
  if (live.length > maxShortcutSeries) return false;
  const { keys } = shortcut;
  if (!(index instanceof DeclaredIndex) && !sameKeys(commonKeys(stream), keys)) return false;
  return shortcut.grow(rowsOf(stream, keys), live.length);
}

/** The keys that most series of a stream with open attributes have, in their order. */
function commonKeys(stream: Stream): readonly string[] {
  const counts = new Map<string, number>();
  for (const { attributes } of stream.liveSeries().slice(0, maxShortcutSeries)) {
    const name = JSON.stringify(Object.keys(attributes));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  let common = '[]';
  for (const [name, count] of counts) if (count > (counts.get(common) ?? 0)) common = name;
  return JSON.parse(common) as string[];
}

function makeShortcut(stream: Stream, keys: readonly string[]): Shortcut | undefined {
  stream.shortcut = undefined;
  if (keys.length === 0) return undefined;
  const live = stream.liveSeries();
  if (live.length > maxShortcutSeries) return undefined;
  stream.shortcut = new Shortcut(rowsOf(stream, keys), keys, live.length);
  return stream.shortcut;
}

/** The series that a shortcut table over these keys can hold. */
function rowsOf(stream: Stream, keys: readonly string[]): ShortcutRow[] {
  const rows: ShortcutRow[] = [];
  const isOpen = !(stream.index instanceof DeclaredIndex);
  for (const series of stream.liveSeries()) {
    const { attributes } = series;
    if (stream.isOverflow(series)) continue;
    if (isOpen && !sameKeys(Object.keys(attributes), keys)) continue;
    const values = keys.map((key) =>
      Object.hasOwn(attributes, key) ? attributes[key] : undefined,
    );
    // Arrays and maps are compared by content, which the trie does.
    if (values.every((value) => typeof value !== 'object' || value === null)) {
      rows.push({ values, series });
    }
  }
  return rows;
}

/** Where many series differ in more than one label, the trie's nodes are in no cache. */
function makeIdTable(stream: Stream, keys: readonly string[]): IdTable | undefined {
  if (keys.length < 2 || keys.length > maxIdLabels) return undefined;
  const live = stream.liveSeries();
  const varying = keys.filter((key) => {
    const first = live[0]?.attributes[key];
    return live.some(({ attributes }) => attributes[key] !== first);
  });
  if (varying.length < 2) return undefined;
  const table = new IdTable(keys);
  stream.shortcut = table;
  return table;
}

/** A function of its own, as the walk: it is long. */
function seekText(ids: IdTable, labels: readonly string[]): string {
  const list = labels.join(', ');
  return `
    ${ids.seekState}
    function seek(${list}) {
      ${ids.seekText(labels)}
      const found = walk(${list});
      if (found !== undefined) ids.remember(found);
      return found;
    }`;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

/**
 * Compares the labels with those in their place of the table; what is elsewhere, the trie finds.
 * That is a function of its own: the common path has to fit into the code of its callers, and that
 * of many instruments into the processor's instruction cache.
 */
function lookUpText(shortcut: Shortcut, labels: readonly string[]): string {
  const isThere = labels.map((label, i) => `table[place + ${i + 1}] === ${label}`).join(' && ');
  return `
    const place = ${shortcut.placeText};
    series = ${isThere} ? table[place] : miss(place, ${labels.join(', ')});`;
}

function missText({ hashText, keys }: Shortcut, labels: readonly string[]): string {
  const list = labels.join(', ');
  const isPlain = labels.map((label) => `(typeof ${label} !== 'object' || ${label} === null)`);
  const store = labels.map((label, i) => {
    const key = JSON.stringify(keys[i]);
    return `table[place + ${i + 1}] = own(${label}, series.attributes[${key}]);`;
  });
  return `
    ${hashText}
    function miss(place, ${list}) {
      const series = walk(${list});
      if (series === undefined || (++misses & ${rememberEvery - 1}) !== 0) return series;
      if (${isPlain.join(' && ')}) { table[place] = series; ${store.join(' ')} }
      if (misses > ${recompileAfter}) { misses = 0; recompile(); }
      return series;
    }`;
}

/** The caller's label, or the series' own copy of it where the caller's may be part of a large text. */
function ownCopy(label: unknown, own: unknown): unknown {
  return typeof label === 'string' && label.length >= sliceLength ? own : label;
}

function checkKeys(count: number): string {
  return `
    let same = 0;
    for (const key in attributes) {
      if (key !== keys[same] || !hasOwn.call(attributes, key)) { same = ${count + 1}; break; }
      same++;
    }`;
}

function readOpenText(keys: readonly string[]): string {
  return keys.map((key, i) => `label${i} = attributes[${JSON.stringify(key)}];`).join('\n');
}

function readDeclaredText(keys: readonly string[]): string {
  const lines = [
    'const labels = attributes === undefined || attributes === null ? none : attributes;',
  ];
  keys.forEach((key, i) => {
    const name = JSON.stringify(key);
    const read =
      key in Object.prototype
        ? `hasOwn.call(labels, ${name}) ? labels[${name}] : undefined`
        : `labels[${name}]`;
    lines.push(`label${i} = ${read};`);
  });
  return lines.join('\n');
}
