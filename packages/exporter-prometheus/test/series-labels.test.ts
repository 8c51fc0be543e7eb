import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConstantLabel, labelsOf } from '../src/translation/labels.js';
import { SeriesLabels } from '../src/translation/series-labels.js';

const nameOf = (key: string) => key.replace(/[^a-z]/g, '_');
const key = fc.constantFrom('a', 'a.b', 'a_b', 'c', '', 'constructor');
const value = fc.constantFrom('', '1', 1, 'true', true, 0, -0, Number.NaN, 'x');
const attributes = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
  .map((pairs): Attributes => Object.fromEntries(pairs));
const constants = fc.array(
  fc.record<ConstantLabel>({
    name: fc.constantFrom('a', 'a_b', 'z', 'otel_scope_name'),
    value: fc.constantFrom('', 'one', 'two', '1'),
    clash: fc.constantFrom('wins', 'yields', 'joins'),
  }),
  { maxLength: 3 },
);

describe('labels by plan', () => {
  it('are those that are made without one, whatever came before', () => {
    fc.assert(
      fc.property(constants, fc.array(attributes, { maxLength: 20 }), (fixed, sets) => {
        const labels = new SeriesLabels(nameOf, fixed);
        for (const set of sets) expect(labels.of(set)).toEqual(labelsOf(set, nameOf, fixed));
      }),
    );
  });

  it('differ between sets that differ, as long as they are said to be distinct', () => {
    // As an engine tells sets apart: `1` is not `'1'`, and zero has no sign.
    const identity = (set: Attributes) =>
      JSON.stringify(
        Object.keys(set)
          .sort()
          .map((name) => [name, typeof set[name], `${set[name]}`]),
      );
    fc.assert(
      fc.property(constants, fc.array(attributes, { maxLength: 20 }), (fixed, sets) => {
        const labels = new SeriesLabels(nameOf, fixed);
        const seen = new Map<string, string>();
        for (const set of sets) {
          const text = JSON.stringify(labels.of(set));
          if (!labels.distinct) return;
          const owner = seen.get(text);
          expect(owner ?? identity(set)).toBe(identity(set));
          seen.set(text, identity(set));
        }
      }),
    );
  });

  it.each<[string, Attributes[], boolean]>([
    ['texts', [{ a: 'x' }, { a: 'y' }, { c: 'x' }], true],
    [
      'numbers and booleans',
      [
        { a: 1, c: true },
        { a: 2, c: false },
      ],
      true,
    ],
    [
      'keys that come in another order',
      [
        { a: 'x', c: 'y' },
        { c: 'y', a: 'z' },
      ],
      true,
    ],
    ['a number and its text', [{ a: 1 }, { a: '1' }], false],
    ['an empty value and none', [{ a: '' }, {}], false],
    ['keys that become one name', [{ 'a.b': 'x' }, { a_b: 'x' }], false],
    ['a list', [{ a: ['x'] }], false],
  ])('are certain to be distinct, or not: %s', (_what, sets, distinct) => {
    const labels = new SeriesLabels(nameOf, []);
    for (const set of sets) labels.of(set);
    expect(labels.distinct).toBe(distinct);
  });
});
