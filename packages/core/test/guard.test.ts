import { defineCatalog, open } from '@obs/semconv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FamilyGuard } from '../src/instruments/guard.js';

const { metrics } = defineCatalog({
  domain: 'shop',
  owner: 'tests',
  metrics: {
    plain: { name: 'shop.plain', kind: 'counter', description: 'No labels.' },
    closed: {
      name: 'shop.closed',
      kind: 'counter',
      description: 'Closed.',
      labels: { status: ['ok', 'bad'], code: ['200', '500'] },
    },
    mixed: {
      name: 'shop.mixed',
      kind: 'counter',
      description: 'Mixed.',
      labels: { pipeline: open(3), status: ['ok', 'bad'] },
    },
    defaulted: {
      name: 'shop.defaulted',
      kind: 'counter',
      description: 'Open with a default.',
      labels: { type: ['a', 'b'], tag: open(2, { default: 'unknown' }) },
    },
    narrow: {
      name: 'shop.narrow',
      kind: 'counter',
      description: 'Few series.',
      labels: { a: open(10), b: open(10) },
      maxSeries: 4,
    },
  },
});

function guarded(metric: (typeof metrics)[keyof typeof metrics]) {
  const created: unknown[] = [];
  const zeroed: unknown[] = [];
  const dropped: string[] = [];
  const overflowed: string[] = [];
  const guard = new FamilyGuard<object>(metric, {
    create: (attributes) => {
      created.push(attributes);
      return attributes;
    },
    zero: (series) => zeroed.push(series),
    dropped: (reason, _where, detail) => dropped.push(`${reason}: ${detail}`),
    overflowed: (_where, what, limit) => overflowed.push(`${what} ${limit}`),
  });
  return { guard, created, zeroed, dropped, overflowed };
}

describe('a label set that the catalog declares', () => {
  it('is one series, however often and in whatever key order it comes', () => {
    const { guard, created } = guarded(metrics.closed);
    const first = guard.find({ status: 'ok', code: '200' });
    expect(first).toEqual({ status: 'ok', code: '200' });
    expect(guard.find({ code: '200', status: 'ok' })).toBe(first);
    expect(created).toHaveLength(1);
  });

  it('takes numbers and booleans as their text', () => {
    const { guard } = guarded(metrics.closed);
    expect(guard.find({ status: 'ok', code: 200 })).toBe(guard.find({ status: 'ok', code: '200' }));
  });

  it('ignores keys that are not declared', () => {
    const { guard } = guarded(metrics.closed);
    expect(guard.find({ status: 'ok', code: '200', user: 'u1' })).toEqual({
      status: 'ok',
      code: '200',
    });
  });

  it('mends texts that have no UTF-8, and remembers none of their ways', () => {
    const { guard, created } = guarded(metrics.defaulted);
    const first = guard.find({ type: 'a', tag: 'cut\ud83d' });
    expect(first).toEqual({ type: 'a', tag: 'cut\ufffd' });
    expect(guard.find({ type: 'a', tag: 'cut\udc00' })).toBe(first);
    expect(guard.find({ type: 'a', tag: '\ud83d\ude00' })).toEqual({
      type: 'a',
      tag: '\ud83d\ude00',
    });
    expect(created).toHaveLength(4);
  });

  it('fills in a default', () => {
    const { guard } = guarded(metrics.defaulted);
    expect(guard.find({ type: 'a' })).toEqual({ type: 'a', tag: 'unknown' });
    expect(guard.find({ type: 'a', tag: undefined })).toBe(
      guard.find({ type: 'a', tag: 'unknown' }),
    );
  });

  it('needs no labels when there are none', () => {
    const { guard } = guarded(metrics.plain);
    expect(guard.find(undefined)).toEqual({});
    expect(guard.find({ surprise: 1 })).toBe(guard.find(undefined));
  });
});

describe('a label set that the catalog does not declare', () => {
  it.each([
    ['a value outside a closed set', { status: 'okay', code: '200' }, 'invalid_label'],
    ['a missing label', { status: 'ok' }, 'invalid_label'],
    ['no labels at all', undefined, 'invalid_label'],
    ['an object', { status: { toString: () => 'ok' }, code: '200' }, 'invalid_label'],
    ['a symbol', { status: Symbol('ok'), code: '200' }, 'invalid_label'],
    ['a value of the prototype', Object.create({ status: 'nope', code: '200' }), 'invalid_label'],
    ['a payload', { status: 'x'.repeat(257), code: '200' }, 'label_too_long'],
  ])('is refused and counted: %s', (_, labels, reason) => {
    const { guard, created, dropped } = guarded(metrics.closed);
    expect(guard.find(labels as Record<string, unknown>)).toBeUndefined();
    expect(dropped).toHaveLength(1);
    expect(dropped[0]).toContain(reason);
    expect(created).toEqual([]);
  });
});

describe('series that exist at zero', () => {
  it('are every combination of closed labels', () => {
    const { guard, zeroed } = guarded(metrics.closed);
    guard.createZeroSeries();
    guard.createZeroSeries();
    expect(zeroed).toHaveLength(4);
  });

  it('have open labels at their default', () => {
    const { guard, zeroed } = guarded(metrics.defaulted);
    guard.createZeroSeries();
    expect(zeroed).toEqual([
      { type: 'a', tag: 'unknown' },
      { type: 'b', tag: 'unknown' },
    ]);
  });

  it('come with the first event when an open value is not known before', () => {
    const { guard, zeroed } = guarded(metrics.mixed);
    guard.createZeroSeries();
    expect(zeroed).toEqual([]);
    guard.find({ pipeline: 'p', status: 'ok' });
    guard.find({ pipeline: 'p', status: 'bad' });
    expect(zeroed).toEqual([
      { pipeline: 'p', status: 'ok' },
      { pipeline: 'p', status: 'bad' },
    ]);
  });
});

describe('limits', () => {
  it('send further values of an open label to the overflow series, and keep the known ones', () => {
    const { guard, overflowed } = guarded(metrics.mixed);
    for (const pipeline of ['a', 'b', 'c']) guard.find({ pipeline, status: 'ok' });
    expect(guard.find({ pipeline: 'd', status: 'ok' })).toEqual({ 'otel.metric.overflow': true });
    expect(guard.find({ pipeline: 'e', status: 'bad' })).toBe(
      guard.find({ pipeline: 'f', status: 'ok' }),
    );
    expect(guard.find({ pipeline: 'a', status: 'bad' })).toEqual({ pipeline: 'a', status: 'bad' });
    expect(overflowed).toContain('the label pipeline 3');
  });

  it('hold for the family as a whole, the overflow series counted', () => {
    const { guard, created } = guarded(metrics.narrow);
    for (let index = 0; index < 9; index++) guard.find({ a: `${index}`, b: 'x' });
    expect(created).toEqual([
      { a: '0', b: 'x' },
      { a: '1', b: 'x' },
      { a: '2', b: 'x' },
      { 'otel.metric.overflow': true },
    ]);
  });

  it('a value that was refused uses up no place of another label', () => {
    const { guard } = guarded(metrics.mixed);
    for (let index = 0; index < 100; index++)
      guard.find({ pipeline: `p${index}`, status: 'wrong' });
    expect(guard.find({ pipeline: 'late', status: 'ok' })).toEqual({
      pipeline: 'late',
      status: 'ok',
    });
  });

  it('never creates more series than allowed, whatever comes', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('__proto__', 'constructor'),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ a: value, b: value }), { maxLength: 50 }), (sets) => {
        const { guard, created } = guarded(metrics.narrow);
        for (const set of sets) guard.find(set);
        expect(created.length).toBeLessThanOrEqual(4);
        expect(new Set(created.map((one) => JSON.stringify(one))).size).toBe(created.length);
      }),
    );
  });
});
