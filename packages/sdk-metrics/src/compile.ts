import type { Attributes, Context } from '@opentelemetry/api';
import { DeclaredIndex } from './declared-index.js';
import { OpenIndex } from './open-index.js';
import { allFresh } from './series.js';
import type { Stream } from './stream.js';

/** `add` or `record` of an instrument. Never throws. */
export type Recorder = (value: number, attributes?: Attributes, context?: Context) => void;

/** Which values an instrument takes without further ado; the general recorder judges the others. */
export type ValueCheck = 'amount' | 'change' | 'level';

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
export function compileRecorder(
  stream: Stream,
  check: ValueCheck,
  isInteger: boolean,
  general: Recorder,
): Recorder {
  const { index, kind } = stream;
  const test = isInteger ? `Number.isInteger(value) && ${checks[check]}` : checks[check];
  const find = index instanceof DeclaredIndex ? findDeclared(index.keys) : findOpen;
  const aggregate =
    kind === 'sum'
      ? `series.value += value; series.fresh = ${allFresh};`
      : kind === 'gauge'
        ? `series.value = value; series.fresh = ${allFresh};`
        : 'series.record(value);';
  // Equal texts would share what V8 learns about them: the number makes each one its own.
  const body = `
    let tick = 0;
    return function record${++serial}(value, attributes, context) {
      let series;
      if (!(${test})) return general(value, attributes, context);
      try {
        ${find}
      } catch {
        return general(value, attributes, context);
      }
      if (series === undefined) return general(value, attributes, context);
      ${aggregate}
    };`;
  const make = new Function('root', 'index', 'general', 'hasOwn', 'none', body);
  const root =
    index instanceof DeclaredIndex || index instanceof OpenIndex ? index.root : undefined;
  return make(root, index, general, Object.prototype.hasOwnProperty, Object.freeze({})) as Recorder;
}

const findOpen = `
  let node = root;
  for (const key in attributes) {
    if (!hasOwn.call(attributes, key)) continue;
    const value = attributes[key];
    if (node.key !== key) {
      const other = node.others.get(key);
      if (other === undefined) {
        if (value === undefined) continue;
        node = none;
        break;
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
      node = none;
      break;
    }
    if (!node.wide && (tick = (tick + 1) & ${rememberEvery - 1}) === 0) {
      node.lastValue = value;
      node.lastChild = child;
    }
    node = child;
  }
  series = node.series;`;

function findDeclared(keys: readonly string[]): string {
  if (keys.length === 0) return 'series = index.only;';
  const last = keys.length - 1;
  const lines = [
    'const labels = attributes === undefined || attributes === null ? none : attributes;',
  ];
  keys.forEach((key, i) => {
    const name = JSON.stringify(key);
    const read =
      key in Object.prototype
        ? `(hasOwn.call(labels, ${name}) ? labels[${name}] : undefined)`
        : `labels[${name}]`;
    const from = i === 0 ? 'root' : `node${i - 1}`;
    const to = i === last ? 'series' : `node${i}`;
    lines.push(`
      const label${i} = ${read};
      ${i === last ? '' : `let ${to};`}
      if (${from}.lastValue === label${i}) ${to} = ${from}.lastChild;
      else {
        ${to} = ${from}.children.get(label${i});
        if (${to} === undefined) return general(value, attributes, context);
        if (!${from}.wide && (tick = (tick + 1) & ${rememberEvery - 1}) === 0) { ${from}.lastValue = label${i}; ${from}.lastChild = ${to}; }
      }`);
  });
  return lines.join('\n');
}
