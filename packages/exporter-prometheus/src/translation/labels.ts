import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { LabelList } from '../model/family.js';

/** Text of an attribute value: strings as they are, all else as JSON; empty for none. */
export function labelValue(value: AttributeValue | null | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** Which label name an attribute key gets. Keys repeat, so the answer is remembered, up to a limit. */
export type LabelNamer = (key: string) => string;

// Keys are few in sane programs. Past this many, names are made afresh each time: slow, but bounded.
const maximumNames = 2_000;

/** Remembers what `name` gives. */
export function rememberingNamer(name: LabelNamer): LabelNamer {
  const known = new Map<string, string>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) {
      result = name(key);
      if (known.size < maximumNames) known.set(key, result);
    }
    return result;
  };
}

/**
 * Labels of a series: attribute keys renamed, values as text, sorted by name, empty values left out,
 * and constant labels added. Values of keys that become one name are joined with `;` in the order
 * of the keys. A constant label wins over an attribute when `constantWins`, else it gives way.
 *
 * Source: "Prometheus and OpenMetrics Compatibility", Metric Attributes.
 */
export function labelsOf(
  attributes: Attributes,
  nameOf: LabelNamer,
  constants: readonly ConstantLabel[] = [],
): LabelList {
  const list: string[] = [];
  for (const key in attributes) {
    const value = labelValue(attributes[key]);
    if (value === '') continue;
    if (!insert(list, nameOf(key), value)) return joined(attributes, nameOf, constants);
  }
  addConstants(list, constants);
  return list;
}

/** Puts a label where it belongs; false when its name is there already. */
function insert(list: string[], name: string, value: string): boolean {
  let at = list.length;
  while (at > 0 && (list[at - 2] as string) > name) at -= 2;
  if (at > 0 && list[at - 2] === name) return false;
  if (at === list.length) list.push(name, value);
  else list.splice(at, 0, name, value);
  return true;
}

function addConstants(list: string[], constants: readonly ConstantLabel[]): void {
  for (const { name, value, wins } of constants) {
    if (value === '' || insert(list, name, value) || !wins) continue;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) list[i + 1] = value;
  }
}

/** A label that every series of a group has. */
export interface ConstantLabel {
  readonly name: string;
  readonly value: string;
  /** True: an attribute with this name is dropped. False: this label is. */
  readonly wins: boolean;
}

function joined(
  attributes: Attributes,
  nameOf: LabelNamer,
  constants: readonly ConstantLabel[],
): LabelList {
  const values = new Map<string, string>();
  const keys = Object.keys(attributes).sort();
  for (const key of keys) {
    const value = labelValue(attributes[key]);
    if (value === '') continue;
    const name = nameOf(key);
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before};${value}`);
  }
  const list: string[] = [];
  for (const name of [...values.keys()].sort()) list.push(name, values.get(name) as string);
  addConstants(list, constants);
  return list;
}
