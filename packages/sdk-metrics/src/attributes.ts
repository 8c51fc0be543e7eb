import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';

/** The attribute set of the series that takes what exceeds the cardinality limit. Source: metrics/sdk.md, "Overflow attribute". */
export const overflowKey = 'otel.metric.overflow';

/**
 * Characters that the keys and values of one attribute set may have in all. A larger set is
 * recorded on the overflow series, so that 2,000 series of request bodies cannot fill the heap.
 */
export const maxAttributeSetSize = 8192;

const maxDepth = 8;

/**
 * A copy of what the caller passed, read exactly once: getters may answer differently each time.
 * `values` holds what to look up by: primitives themselves, and for arrays, maps and bytes their
 * {@link Encoded} text.
 */
export interface Snapshot {
  readonly keys: string[];
  readonly values: unknown[];
  /** Set when the attribute set is larger than {@link maxAttributeSetSize} or nested too deeply. */
  readonly oversized: boolean;
  /** Keys whose values cannot be attributes (functions, symbols, bigints, class instances). */
  readonly invalid: number;
}

/** A value that is compared by content, with the copy that is exported. */
export class Encoded {
  readonly text: string;
  readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }
}

export const emptySnapshot: Snapshot = { keys: [], values: [], oversized: false, invalid: 0 };

/**
 * Reads `attributes`, all own enumerable keys, or those named in `only`.
 *
 * @throws whatever a getter or a proxy of the caller throws.
 */
export function readAttributes(attributes: unknown, only?: readonly string[]): Snapshot {
  if (attributes === undefined || attributes === null) return emptySnapshot;
  const source = attributes as Record<string, unknown>;
  const budget = { left: maxAttributeSetSize };
  const keys: string[] = [];
  const values: unknown[] = [];
  let invalid = 0;
  for (const key of only ?? Object.keys(source)) {
    const value = only === undefined ? source[key] : readDeclared(source, key);
    // AnyValue excludes `undefined`: it says that an optional attribute is absent.
    if (value === undefined) continue;
    const kept = keep(value, budget, 0);
    if (budget.left < 0) return { keys, values, oversized: true, invalid };
    if (kept === undefined) {
      invalid++;
      continue;
    }
    budget.left -= key.length;
    keys.push(key);
    values.push(kept);
  }
  return { keys, values, oversized: budget.left < 0, invalid };
}

/** The value of a declared key. Names that every object inherits count only as own properties. */
export function readDeclared(source: Record<string, unknown>, key: string): unknown {
  return key in Object.prototype && !Object.hasOwn(source, key) ? undefined : source[key];
}

/** The attribute object of a new series: plain, own, with `__proto__` as an ordinary key. */
export function buildAttributes(keys: readonly string[], values: readonly unknown[]): Attributes {
  const attributes: Attributes = {};
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = values[i];
    if (value === undefined) continue;
    const plain = value instanceof Encoded ? value.value : value;
    if (key === '__proto__') {
      Object.defineProperty(attributes, key, {
        value: plain,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else {
      attributes[key] = plain;
    }
  }
  return attributes;
}

/** V8 makes slices of strings of so many characters and more; shorter ones are copies. */
export const sliceLength = 13;

/**
 * A string that shares no memory with another: a slice of a request body would keep the whole body
 * alive for as long as the series lives. V8 stores property names as copies, once for each text,
 * which also makes comparing them cheap.
 */
export function detach(value: unknown): unknown {
  if (typeof value !== 'string' || value.length < sliceLength) return value;
  // A dictionary: names that come and go on ordinary objects would leave hidden classes behind.
  const names = Object.create(null) as Record<string, number>;
  names[value] = 0;
  return Object.keys(names)[0];
}

interface Budget {
  left: number;
}

function keep(value: unknown, budget: Budget, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      budget.left -= value.length;
      return value;
    case 'number':
    case 'boolean':
      budget.left -= 1;
      return value;
    case 'object': {
      if (value === null) return null;
      const parts: string[] = [];
      const copy = encode(value, budget, depth, parts);
      return copy === undefined ? undefined : new Encoded(parts.join(''), copy);
    }
    default:
      return undefined;
  }
}

/**
 * Writes `value` to `parts` so that equal texts mean equal contents and types, and gives a copy.
 * Cycles run into `maxDepth`, which counts as oversized.
 */
function encode(value: unknown, budget: Budget, depth: number, parts: string[]): unknown {
  if (budget.left < 0) return null;
  switch (typeof value) {
    case 'string':
      budget.left -= value.length + 1;
      if (budget.left < 0) return null;
      parts.push(JSON.stringify(value), ',');
      return detach(value);
    case 'number':
      budget.left -= 1;
      parts.push(Object.is(value, -0) ? '0' : String(value), ',');
      return value;
    case 'boolean':
      budget.left -= 1;
      parts.push(value ? 't,' : 'f,');
      return value;
    case 'undefined':
      parts.push('u,');
      return null;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) {
    parts.push('n,');
    return null;
  }
  if (depth >= maxDepth) {
    budget.left = -1;
    return null;
  }
  if (Array.isArray(value)) return encodeArray(value, budget, depth, parts);
  if (types.isUint8Array(value)) return encodeBytes(value, budget, parts);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  return encodeMap(value as Record<string, unknown>, budget, depth, parts);
}

const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);

/** Asks V8 and not the array, whose class may have a `length`, a `slice` and a species of its own. */
function encodeBytes(value: Uint8Array, budget: Budget, parts: string[]): unknown {
  budget.left -= Reflect.get(typedArray, 'length', value) as number;
  if (budget.left < 0) return null;
  const copy = new Uint8Array(value);
  parts.push('b', Buffer.from(copy.buffer).toString('hex'), ',');
  return copy;
}

function encodeArray(value: unknown[], budget: Budget, depth: number, parts: string[]): unknown {
  // Asked once: a proxy may say anything, and something else the next time.
  const length = Number(value.length);
  budget.left = length >= 0 ? budget.left - length : -1;
  if (budget.left < 0) return null;
  parts.push('[');
  const copy: unknown[] = [];
  for (let i = 0; i < length && budget.left >= 0; i++) {
    const item = encode(value[i], budget, depth + 1, parts);
    if (item === undefined) return undefined;
    copy.push(item);
  }
  parts.push(']');
  return copy;
}

function encodeMap(
  value: Record<string, unknown>,
  budget: Budget,
  depth: number,
  parts: string[],
): unknown {
  const keys = Object.keys(value).sort();
  budget.left -= keys.length;
  if (budget.left < 0) return null;
  parts.push('{');
  const copied: unknown[] = [];
  for (const key of keys) {
    budget.left -= key.length;
    if (budget.left < 0) return null;
    parts.push(JSON.stringify(key), ':');
    const item = encode(value[key], budget, depth + 1, parts);
    if (item === undefined) return undefined;
    copied.push(item);
  }
  parts.push('}');
  return buildAttributes(keys, copied);
}
