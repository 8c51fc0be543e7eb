// Above 300 lines: the pieces of one generated text, which refer to each other's variables.
import type { Attributes, Context } from '@opentelemetry/api';
import { DeclaredIndex } from './declared-index.js';
import { IdTable, maxIdLabels } from './id-table.js';
import { OpenIndex } from './open-index.js';
import { allFresh } from './series.js';
import { maxShortcutSeries, Shortcut, type ShortcutRow } from './shortcut.js';
import type { Stream } from './stream.js';
import { nothing } from './trie.js';

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

/**
 * A value other than the remembered one is remembered in its place every so many times (a power of
 * two): at once would cost two stores for each label that varies, never would be wrong for labels
 * that are constant after all.
 */
const rememberEvery = 8;

/** Misses of the shortcut table after which it may be time for another one. */
const recompileAfter = 4096;

let serial = 0;
let available: boolean | undefined;

/** False where code may not be generated (`--disallow-code-generation-from-strings`). */
export function canCompile(): boolean {
  if (available === undefined) {
    try {
      available = new Function('return true')() === true;
    } catch {
      available = false;
    }
  }
  return available;
}

/**
 * Generates the recorder of one instrument with a single stream. V8 keeps what it learns about
 * object shapes by function: in code that all instruments share, every property access is
 * megamorphic; here each instrument has its own, and with declared keys reading three labels is one
 * check of the object's shape. Measured in DESIGN.md, "Compiled recorders".
 *
 * What goes into the text: numbers of this module, and attribute keys as JSON strings.
 */
export function compileRecorder(stream: Stream, options: RecorderOptions): Recorder {
  const { check, isInteger, general, recompile, needsGeneral } = options;
  const { index, kind } = stream;
  const test = isInteger ? `Number.isInteger(value) && ${checks[check]}` : checks[check];
  const isDeclared = index instanceof DeclaredIndex;
  const keys = isDeclared ? index.keys : commonKeys(stream);
  const shortcut = makeShortcut(stream, keys);
  const ids = shortcut === undefined ? makeIdTable(stream, keys) : undefined;
  const labels = keys.map((_, i) => `label${i}`).join(', ');
  const walk = `series = walk(${isDeclared ? labels : 'attributes'});`;
  const lookUpText =
    shortcut !== undefined
      ? lookUp(shortcut, labels, walk)
      : `series = seek(${isDeclared ? labels : `attributes, ${labels}`});`;
  const isAided = shortcut !== undefined || ids !== undefined;
  const find =
    isDeclared && keys.length === 0
      ? 'series = index.only;'
      : isDeclared
        ? `${readDeclaredText(keys)} ${isAided ? lookUpText : walk}`
        : !isAided
          ? walk
          : `${checkKeys(keys.length)} if (same === ${keys.length}) {
              ${readOpenText(keys)} ${lookUpText}
            } else { ${walk} }`;
  const aggregate =
    kind === 'sum'
      ? `series.value += value; series.fresh = ${allFresh};`
      : kind === 'gauge'
        ? `series.value = value; series.fresh = ${allFresh};`
        : 'series.record(value);';
  // Equal texts would share what V8 learns about them: the number makes each one its own.
  const body = `
    let tick = 0;
    let misses = 0;
    function walk(${isDeclared ? labels : 'attributes'}) {
      ${isDeclared ? walkDeclared(keys.length) : walkOpen}
    }
    ${shortcut === undefined ? '' : rememberText(keys.length, labels)}
    ${ids === undefined ? '' : seekText(ids, labels, isDeclared ? labels : 'attributes')}
    return function record${++serial}(value, attributes, context) {
      let series;
      if (!(${test})) return general(value, attributes, context);
      try {
        ${needsGeneral === undefined ? '' : 'if (needsGeneral(context)) return general(value, attributes, context);'}
        ${find}
      } catch {
        return general(value, attributes, context);
      }
      // Nobody tells a recorder that was replaced, and perhaps kept by a caller, of removals.
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
    table: shortcut?.table,
    ids,
    nothing,
    keys: [...keys, undefined],
  };
  const make = new Function(...Object.keys(known), body);
  return make(...Object.values(known)) as Recorder;
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
  const rows: ShortcutRow[] = [];
  for (const series of live) {
    const { attributes } = series;
    if (stream.isOverflow(series)) continue;
    const isOpen = !(stream.index instanceof DeclaredIndex);
    if (isOpen && !sameKeys(Object.keys(attributes), keys)) continue;
    const values = keys.map((key) =>
      Object.hasOwn(attributes, key) ? attributes[key] : undefined,
    );
    // Arrays and maps are compared by content, which the trie does.
    if (values.every((value) => typeof value !== 'object' || value === null)) {
      rows.push({ values, series });
    }
  }
  stream.shortcut = new Shortcut(rows, keys.length, live.length);
  return stream.shortcut;
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
function seekText(ids: IdTable, labels: string, walkArguments: string): string {
  const names = labels.split(', ');
  const parameters = walkArguments === labels ? labels : `${walkArguments}, ${labels}`;
  return `
    ${ids.seekState}
    function seek(${parameters}) {
      ${ids.seekText(names)}
      const found = walk(${walkArguments});
      if (found !== undefined) ids.remember(found);
      return found;
    }`;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

/**
 * Compares the labels with those in their place of the table; what is elsewhere, the trie finds.
 * That is a function of its own: the common path of many instruments has to fit into the
 * processor's instruction cache.
 */
function lookUp(shortcut: Shortcut, labels: string, walk: string): string {
  const names = labels.split(', ');
  return `
    let length = 0;
    const place = ${shortcut.placeText};
    if (${names.map((name, i) => `table[place + ${i + 1}] === ${name}`).join(' && ')}) series = table[place];
    else {
      ${walk}
      if (series !== undefined && (++misses & ${rememberEvery - 1}) === 0) remember(place, series, ${labels});
    }`;
}

function rememberText(labelCount: number, labels: string): string {
  const names = labels.split(', ').slice(0, labelCount);
  return `
    function remember(place, series, ${labels}) {
      if (${names.map((name) => `(typeof ${name} !== 'object' || ${name} === null)`).join(' && ')}) {
        table[place] = series;
        ${names.map((name, i) => `table[place + ${i + 1}] = ${name};`).join(' ')}
      }
      if (misses > ${recompileAfter}) { misses = 0; recompile(); }
    }`;
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
  return keys.map((key, i) => `const label${i} = attributes[${JSON.stringify(key)}];`).join('\n');
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
    lines.push(`const label${i} = ${read};`);
  });
  return lines.join('\n');
}

const walkOpen = `
  let node = root;
  for (const key in attributes) {
    if (!hasOwn.call(attributes, key)) continue;
    const value = attributes[key];
    if (node.key !== key) {
      const other = node.others.get(key);
      if (other === undefined) {
        if (value === undefined) continue;
        return undefined;
      }
      node = other;
    }
    if (node.lastValue === value) {
      node = node.lastChild;
      continue;
    }
    const child = node.children.get(value);
    if (child === undefined) {
      if (value === undefined) continue;
      return undefined;
    }
    if (!node.wide && (tick = (tick + 1) & ${rememberEvery - 1}) === 0) {
      node.lastValue = value;
      node.lastChild = child;
    }
    node = child;
  }
  return node.series;`;

/** One level of the trie for each label, the series as leaves. */
function walkDeclared(labelCount: number): string {
  let text = 'let node = root, child;';
  for (let i = 0; i < labelCount; i++) {
    text += `
      if (node.lastValue === label${i}) child = node.lastChild;
      else {
        child = node.children.get(label${i});
        if (child === undefined) return undefined;
        if (!node.wide && (tick = (tick + 1) & ${rememberEvery - 1}) === 0) {
          node.lastValue = label${i};
          node.lastChild = child;
        }
      }
      ${i === labelCount - 1 ? 'return child;' : 'node = child;'}`;
  }
  return text;
}
