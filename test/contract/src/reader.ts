import type { Node } from 'yaml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** A file that is not what it must be; the message begins with `file:line`. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Where a node stands, as `file:line`. */
export type Place = (node: Node) => string;

/** Turns a node into a value, or throws {@link ContractError}. */
export type Reader<T> = (node: Node, place: Place) => T;

type Shape = Record<string, Reader<unknown>>;
type Values<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> };

/**
 * Parses YAML and reads it with `reader`.
 * Anchors and aliases are refused, so that every entry says by itself what it promises.
 * @param file stands in error messages and in `source` fields
 * @throws ContractError on a syntax error, a duplicate key, or whatever `reader` refuses
 */
export function readYaml<T>(text: string, file: string, reader: Reader<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new ContractError(`${file}:${line}: ${problem.message.split('\n')[0]}`);
  }
  if (document.contents === null) throw new ContractError(`${file}:1: the file is empty`);
  const place = (node: Node) => `${file}:${lines.linePos(node.range?.[0] ?? 0).line}`;
  return reader(document.contents as Node, place);
}

function fail(node: Node, place: Place, problem: string): never {
  throw new ContractError(`${place(node)}: ${problem}`);
}

function scalar(node: Node, place: Place): unknown {
  return isScalar(node) ? node.value : fail(node, place, 'expected a single value');
}

export const string: Reader<string> = (node, place) => {
  const value = scalar(node, place);
  if (typeof value === 'string' && value !== '') return value;
  return fail(node, place, `expected text, not ${JSON.stringify(value)}; quote it if it is text`);
};

export const number: Reader<number> = (node, place) => {
  const value = scalar(node, place);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return fail(node, place, `expected a finite number, not ${JSON.stringify(value)}`);
};

/** One of the given values, compared with `===`. */
export function oneOf<const T extends string | boolean>(...values: T[]): Reader<T> {
  return (node, place) => {
    const found = scalar(node, place);
    const value = values.find((candidate) => candidate === found);
    if (value !== undefined) return value;
    return fail(node, place, `expected ${values.join(' or ')}, not ${JSON.stringify(found)}`);
  };
}

/** A list with at least one item. */
export function list<T>(item: Reader<T>): Reader<T[]> {
  return (node, place) => {
    if (!isSeq(node)) return fail(node, place, 'expected a list');
    if (node.items.length === 0) fail(node, place, 'the list is empty');
    return node.items.map((child) => item(child as Node, place));
  };
}

/** A map with keys of the author's choice, in the order of the file. */
export function record<T>(value: Reader<T>): Reader<Record<string, T>> {
  return (node, place) => {
    if (!isMap(node)) return fail(node, place, 'expected a map');
    return Object.fromEntries(
      node.items.map((pair) => {
        const key = string(pair.key as Node, place);
        if (pair.value === null) fail(pair.key as Node, place, `"${key}" has no value`);
        return [key, value(pair.value as Node, place)];
      }),
    );
  };
}

/**
 * A map with exactly the keys of `required`, and of `optional` as many as are there.
 * An unknown or missing key is an error that names the known ones.
 */
export function object<R extends Shape, O extends Shape = Record<never, never>>(
  required: R,
  optional: O = {} as O,
): Reader<Values<R> & Partial<Values<O>>> {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return (node, place) => {
    if (!isMap(node)) return fail(node, place, `expected a map of ${[...known.keys()].join(', ')}`);
    const found: Record<string, unknown> = {};
    for (const pair of node.items) {
      const key = string(pair.key as Node, place);
      const reader = known.get(key);
      if (reader === undefined) {
        return fail(
          pair.key as Node,
          place,
          `unknown key "${key}"; known: ${[...known.keys()].join(', ')}`,
        );
      }
      if (pair.value === null) return fail(pair.key as Node, place, `"${key}" has no value`);
      found[key] = reader(pair.value as Node, place);
    }
    const missing = Object.keys(required).find((key) => !(key in found));
    if (missing !== undefined) return fail(node, place, `"${missing}" is missing`);
    return found as Values<R> & Partial<Values<O>>;
  };
}

/** Adds where the entry stands, as `source`. */
export function located<T extends object>(reader: Reader<T>): Reader<T & { source: string }> {
  return (node, place) => ({ ...reader(node, place), source: place(node) });
}
