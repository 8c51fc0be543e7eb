import { expect } from 'vitest';
import { fixture, often, set, values } from '../engines.js';
import type { Clause } from './clause.js';

/** Runs `record` on a counter and gives what was collected. */
async function collected(
  engine: Parameters<Clause['check']>[0],
  record: (add: (attributes: unknown) => void) => void,
): Promise<Record<string, unknown>> {
  const { meter, reader } = fixture(engine);
  const counter = meter.createCounter('c');
  for (let i = 0; i < often; i++) record((attributes) => counter.add(1, attributes as never));
  return values(await reader.collect(), 'c');
}

export const attributes: Clause[] = [
  {
    source: 'common/README.md, "Attribute Collections": keys are unordered',
    feature: 'The order of the keys does not matter',
    async check(engine) {
      const found = await collected(engine, (add) => {
        add({ a: 1, b: 2, c: 3 });
        add({ c: 3, b: 2, a: 1 });
        add({ b: 2, c: 3, a: 1 });
      });
      expect(found).toEqual({ [set({ a: 1, b: 2, c: 3 })]: 3 * often });
    },
  },
  {
    source: 'common/README.md, "Attribute": values have types',
    feature: 'Values of different types are different series',
    async check(engine) {
      const found = await collected(engine, (add) => {
        for (const v of [1, '1', true, 'true', 0, '', null, 'null', [1], '[1]']) add({ v });
      });
      expect(Object.keys(found)).toHaveLength(10);
      expect(Object.values(found)).toEqual(new Array(10).fill(often));
    },
  },
  {
    source: 'common/README.md, "AnyValue": NaN is a value, `undefined` is none',
    feature: 'NaN, undefined and null are three things',
    async check(engine) {
      const found = await collected(engine, (add) => {
        add({ v: Number.NaN });
        add({ v: null });
        add({ v: undefined });
        add({});
      });
      expect(Object.values(found)).toEqual(expect.arrayContaining([often, often, 2 * often]));
      expect(Object.values(found)).toHaveLength(3);
    },
    official: 'NaN, null and undefined are hashed to the same series',
  },
  {
    source: 'common/README.md, "Standard Attribute": arrays',
    feature: 'Arrays are compared by content, and copied',
    async check(engine) {
      const shared = ['a'];
      const found = await collected(engine, (add) => {
        add({ v: ['x', 'y'] });
        add({ v: ['x', 'y'] });
        add({ v: ['x,y'] });
        shared[0] = 'a';
        add({ v: shared });
        shared[0] = 'b';
      });
      expect(found).toEqual({
        [set({ v: ['x', 'y'] })]: 2 * often,
        [set({ v: ['x,y'] })]: often,
        [set({ v: ['a'] })]: often,
      });
    },
    official: 'the caller’s array is exported as it is at that time',
  },
  {
    source: 'metrics/data-model.md, "Timeseries model": identity does not change',
    feature: 'Attributes that the caller changes later do not change a series',
    async check(engine) {
      const reused = { method: 'GET' };
      const found = await collected(engine, (add) => {
        reused.method = 'GET';
        add(reused);
        reused.method = 'POST';
        add(reused);
      });
      expect(found).toEqual({
        [set({ method: 'GET' })]: often,
        [set({ method: 'POST' })]: often,
      });
    },
    official: 'the caller’s object is exported as it is at that time',
  },
  {
    source: 'library guidelines, "Error handling": no exceptions into the application',
    feature: 'Getters and proxies that throw do not throw into the caller',
    async check(engine) {
      const found = await collected(engine, (add) => {
        add({
          get a() {
            throw new Error('trap');
          },
        });
        add(
          new Proxy(
            {},
            {
              ownKeys() {
                throw new Error('trap');
              },
            },
          ),
        );
        add({ a: 'fine' });
      });
      expect(found).toEqual({ [set({ a: 'fine' })]: often });
    },
    official: 'it throws',
  },
  {
    source: 'library guidelines, "Error handling": no exceptions into the application',
    feature: 'Cyclic values, bigints and toJSON traps do not throw into the caller',
    async check(engine) {
      const cyclic: unknown[] = [];
      cyclic.push(cyclic);
      const found = await collected(engine, (add) => {
        add({ a: cyclic });
        add({ a: 1n, b: 'kept' });
        add({
          a: {
            toJSON() {
              throw new Error('trap');
            },
          },
          b: 'kept',
        });
      });
      const total = Object.values(found).reduce((sum: number, value) => sum + Number(value), 0);
      expect(total).toBe(3 * often);
    },
    official: 'it throws',
  },
  {
    source: 'common/README.md, "Attribute": keys are strings',
    feature: '`__proto__` and `constructor` are keys like others',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('c');
      const hostile = JSON.parse('{"__proto__": "x", "constructor": "y"}');
      for (let i = 0; i < often; i++) {
        counter.add(1, hostile);
        counter.add(1, {});
      }
      const result = values(await reader.collect(), 'c');
      expect(Object.values(result)).toEqual([often, often]);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
      expect(Object.keys(result)[0]).toContain('__proto__');
    },
  },
];
