import { CatalogError } from '../errors.js';
import type { CatalogInput } from './catalog.js';
import type { MetricDefinition } from './metric.js';

type Rule = readonly [takes: string, holds: (value: unknown) => boolean];

const text: Rule = ['a text', (value) => typeof value === 'string' && value.trim() !== ''];
const waivers: readonly unknown[] = ['millisecond-like-buckets'];

/** What other rules check in detail is let through here. */
const anything: Rule = ['anything', () => true];

const fields: { readonly [K in keyof Required<MetricDefinition>]: Rule } = {
  name: anything,
  prometheus: text,
  kind: anything,
  unit: anything,
  description: anything,
  labels: ['an object of label names and their values', isObject],
  buckets: ['a list of numbers', (value) => Array.isArray(value) || ArrayBuffer.isView(value)],
  stability: anything,
  owner: text,
  zero: ['true or false', (value) => typeof value === 'boolean'],
  maxSeries: anything,
  replacedBy: text,
  waive: [
    `a list of ${waivers.join(', ')}`,
    (value) => Array.isArray(value) && value.every((one) => waivers.includes(one)),
  ],
};

/**
 * A copy of one definition without the fields that are null or undefined, so that a getter is asked
 * once and what was checked is what counts.
 *
 * @throws CatalogError `OBS_CATALOG_FIELD` when it is no object, or has a field that nobody knows or
 *   that is of another type; plain JavaScript has no compiler to say so.
 */
export function readFields(where: string, definition: MetricDefinition): MetricDefinition {
  if (!isObject(definition)) {
    throw new CatalogError(
      'OBS_CATALOG_FIELD',
      where,
      `it is ${shown(definition)} and no family.`,
      'Give an object with name, kind and description.',
    );
  }
  const copy: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(definition)) {
    if (value === undefined || value === null) continue;
    if (!Object.hasOwn(fields, field)) {
      throw new CatalogError(
        'OBS_CATALOG_FIELD',
        where,
        `a family has no field "${field}".`,
        `The fields are ${Object.keys(fields).join(', ')}.`,
      );
    }
    const [takes, holds] = fields[field as keyof MetricDefinition];
    if (!holds(value)) {
      throw new CatalogError(
        'OBS_CATALOG_FIELD',
        where,
        `the field "${field}" is ${shown(value)}.`,
        `Give ${takes}, or leave it out.`,
      );
    }
    copy[field] = value;
  }
  return copy as unknown as MetricDefinition;
}

/** Throws a CatalogError `OBS_CATALOG_FIELD` when the input of `defineCatalog` lacks its parts. */
export function checkInput(input: CatalogInput): void {
  const missing = !isObject(input)
    ? 'domain, owner and metrics'
    : !isObject(input.metrics)
      ? 'metrics: an object of families'
      : !text[1](input.owner)
        ? 'an owner'
        : undefined;
  if (missing === undefined) return;
  throw new CatalogError(
    'OBS_CATALOG_FIELD',
    'defineCatalog',
    `there is no ${missing}.`,
    "Write defineCatalog({ domain: 'shop', owner: 'shop team', metrics: { ... } }).",
  );
}

/** A value for a message, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (value === null || ['undefined', 'number', 'boolean', 'bigint'].includes(typeof value)) {
    return String(value);
  }
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
