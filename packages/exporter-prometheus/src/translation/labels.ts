import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { LabelList } from '../model/family.js';

/**
 * Text of an attribute value: strings as they are, bytes in base64, lists and maps as JSON, empty for
 * none. Source: OpenTelemetry, "AnyValue representation for non-OTLP protocols".
 */
export function labelValue(value: AttributeValue | Uint8Array | null | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  try {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return JSON.stringify(value, withoutNull) ?? '';
  } catch {
    return '';
  }
}

/** JSON would have `null` for these. */
function withoutNull(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Which label name an attribute key gets. Keys repeat, so the answer is remembered, up to a limit. */
export type LabelNamer = (key: string) => string;

// Keys are few in sane programs. Past this many, names are made afresh each time: slow, but bounded.
const maximumNames = 2_000;
const maximumLength = 1_000;

/** Remembers what `name` gives. */
export function rememberingNamer(name: LabelNamer): LabelNamer {
  const known = new Map<string, string>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) {
      result = name(key);
      if (known.size < maximumNames && key.length <= maximumLength) known.set(key, result);
    }
    return result;
  };
}

/** A label that every series of a group has. */
export interface ConstantLabel {
  readonly name: string;
  readonly value: string;
  /**
   * What happens when an attribute of the series becomes a label of this name: the attribute is
   * dropped, or this label is, or their values are joined.
   */
  readonly clash: 'wins' | 'yields' | 'joins';
}

/**
 * Labels of a series: attribute keys renamed, values as text, sorted by name, empty values left out,
 * and constant labels added. Values of keys that become one name are joined with `;` in the order
 * of the keys; a constant label that `joins` counts as a key of its own name.
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
  for (const { name, value, clash } of constants) {
    if (value === '' || insert(list, name, value)) continue;
    if (clash === 'joins') return joined(attributes, nameOf, constants);
    if (clash === 'wins') replace(list, name, value);
  }
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

function replace(list: string[], name: string, value: string): void {
  for (let i = 0; i < list.length; i += 2) if (list[i] === name) list[i + 1] = value;
}

/** A label before it meets others of its name. */
interface Part {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

function joined(
  attributes: Attributes,
  nameOf: LabelNamer,
  constants: readonly ConstantLabel[],
): LabelList {
  const parts: Part[] = [];
  for (const { name, value, clash } of constants) {
    if (clash === 'joins') parts.push({ key: name, name, value });
  }
  for (const key of Object.keys(attributes)) {
    parts.push({ key, name: nameOf(key), value: labelValue(attributes[key]) });
  }
  parts.sort((a, b) => compare(a.key, b.key));
  const values = new Map<string, string>();
  for (const { name, value } of parts) {
    if (value === '') continue;
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before};${value}`);
  }
  const list: string[] = [];
  for (const name of [...values.keys()].sort()) list.push(name, values.get(name) as string);
  for (const { name, value, clash } of constants) {
    if (clash === 'joins' || value === '' || insert(list, name, value)) continue;
    if (clash === 'wins') replace(list, name, value);
  }
  return list;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Attributes as labels of every series, keys that become one name joined. Sorted by name.
 */
export function constantLabels(
  attributes: Attributes,
  nameOf: LabelNamer,
  clash: ConstantLabel['clash'],
): ConstantLabel[] {
  const list = labelsOf(attributes, nameOf);
  const labels: ConstantLabel[] = [];
  for (let i = 0; i < list.length; i += 2) {
    labels.push({ name: list[i] as string, value: list[i + 1] as string, clash });
  }
  return labels;
}
