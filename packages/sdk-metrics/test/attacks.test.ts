import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const overflow = set({ 'otel.metric.overflow': true });

for (const declared of [false, true]) {
  const mode = declared ? 'declared attributes' : 'open attributes';
  const advice = declared ? { attributes: ['id', 'other', 'number'] } : {};

  describe(`under attack, ${mode}`, () => {
    it('a million distinct sets leave the limit exact and the heap flat', {
      timeout: 60_000,
    }, async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const attack = (from: number, count: number) => {
        for (let i = from; i < from + count; i++) {
          counter.add(1, { id: `user-${i}`, other: i % 7, number: i });
        }
      };
      attack(0, 100_000);
      const before = heapUsed();
      attack(100_000, 900_000);
      expect(heapUsed() - before).toBeLessThan(2e6);
      const found = values(await reader.collect(), 'c');
      expect(Object.keys(found)).toHaveLength(2001);
      expect(found[overflow]).toBe(998_000);
      expect(found[set({ id: 'user-1999', other: 1999 % 7, number: 1999 })]).toBe(1);
    });

    it('thousands of orders of the same keys are one series, within bounded memory', async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const counter = provider
        .getMeter('test')
        .createCounter('c', { advice: declared ? { attributes: keys } : {} });
      const record = () => {
        let orders = 0;
        const permute = (chosen: string[], left: string[]) => {
          if (orders === 5000) return;
          if (left.length === 0) {
            orders++;
            counter.add(1, Object.fromEntries(chosen.map((key) => [key, `value of ${key}`])));
            return;
          }
          for (const key of left)
            permute(
              [...chosen, key],
              left.filter((other) => other !== key),
            );
        };
        permute([], keys);
        return orders;
      };
      const orders = record();
      const before = heapUsed();
      expect(record()).toBe(orders);
      expect(heapUsed() - before).toBeLessThan(500_000);
      expect(Object.values(values(await reader.collect(), 'c'))).toEqual([2 * orders]);
    });

    it('huge values and huge sets are counted on the overflow series and not kept', async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const wide: Attributes = {};
      for (let i = 0; i < 10_000; i++) wide[`key-${i}`] = i;
      const before = heapUsed();
      for (let i = 0; i < 200; i++) {
        counter.add(1, { id: `${i}`.repeat(100_000) });
        counter.add(1, { id: [`${i}`.repeat(100_000)] });
        counter.add(1, { id: { nested: { deep: `${i}`.repeat(100_000) } } });
      }
      expect(heapUsed() - before).toBeLessThan(2e6);
      if (!declared) counter.add(1, wide);
      expect(values(await reader.collect(), 'c')).toEqual({ [overflow]: declared ? 600 : 601 });
    });

    it('a label cut out of a large text does not keep the text alive', () => {
      const provider = new MeterProvider();
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const before = heapUsed();
      for (let i = 0; i < 100; i++) {
        const body = `${i}:${'x'.repeat(1_000_000)}`;
        counter.add(1, { id: body.slice(0, 40) });
      }
      expect(heapUsed() - before).toBeLessThan(5e6);
      // The series must be alive while the heap is measured.
      expect(counter.remove({ id: `1:${'x'.repeat(38)}` })).toBe(true);
    });

    it('what an attribute carries runs at most as a getter, and never throws', async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const cyclic: unknown[] = [];
      cyclic.push(cyclic);
      const trap = () => {
        throw new Error('trap');
      };
      const hostile: unknown[] = [
        JSON.parse('{"__proto__": {"polluted": true}, "id": "x"}'),
        { id: { toString: trap, valueOf: trap } },
        { id: { [Symbol.toPrimitive]: trap } },
        { id: cyclic },
        { id: Symbol('x'), [Symbol('y')]: 1 },
        { id: 10n },
        { id: () => 'x' },
        { id: new Date(Number.NaN) },
        { id: new Proxy({}, { ownKeys: trap }) },
        { id: Object.create(null) },
        {
          get id() {
            return trap();
          },
        },
        new Proxy({ id: 1 }, { get: trap, ownKeys: trap, getPrototypeOf: trap }),
        'text',
        42,
        null,
        [1, 2],
        () => {},
      ];
      for (let i = 0; i < 300; i++) {
        for (const attributes of hostile) counter.add(1, attributes as Attributes);
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      const found = values(await reader.collect(), 'c');
      const recorded = Object.values(found).reduce<number>((sum, value) => sum + Number(value), 0);
      expect(recorded + provider.droppedMeasurements).toBe(300 * hostile.length);
    });

    it('inherited attributes do not count as the object’s own', async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c');
      const parent = { a: 1 };
      for (let i = 0; i < 300; i++) {
        counter.add(1, { b: 2, a: 1 });
        counter.add(1, Object.assign(Object.create(parent), { b: 2 }));
      }
      expect(values(await reader.collect(), 'c')).toEqual({
        [set({ b: 2, a: 1 })]: 300,
        [set({ b: 2 })]: 300,
      });
    });
  });
}

describe('the index', () => {
  const value = fc.oneof(
    fc.constantFrom('', '1', 'a', 'GET', 'a longer text than thirteen characters'),
    fc.constantFrom(0, -0, 1, 1.5, Number.NaN),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(fc.constantFrom('a', 1, null), { maxLength: 2 }),
  );
  const attributes = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '0', '__proto__', 'constructor'), value), {
      maxLength: 4,
    })
    .map((entries) => {
      const object: Attributes = {};
      for (const [key, item] of entries) {
        Object.defineProperty(object, key, {
          value: item,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    });
  const step = fc.record({ attributes, remove: fc.integer({ max: 9, min: 0 }) });

  for (const keys of [undefined, ['a', 'b', 'constructor', '__proto__']]) {
    for (const compile of [true, false]) {
      const mode = `${keys === undefined ? 'open' : 'declared'}${compile ? ', compiled' : ''}`;
      it(`agrees with a plain map from sets to sums: ${mode}`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
            const reader = new TestReader();
            const provider = new MeterProvider({ readers: [reader], compile });
            const counter = provider
              .getMeter('test')
              .createCounter('c', { advice: keys === undefined ? {} : { attributes: keys } });
            const warm = { a: 'warm' };
            for (let i = 0; i < 300; i++) counter.add(1, warm);
            const model = new Map<string, number>([[set(warm), 300]]);
            for (const { attributes, remove } of steps) {
              const kept = Object.entries(attributes)
                .filter(([key, item]) => item !== undefined && (keys?.includes(key) ?? true))
                .map(([key, item]) => [key, Object.is(item, -0) ? 0 : item]);
              const name = set(Object.fromEntries(kept));
              if (remove === 0) {
                expect(counter.remove(attributes)).toBe(model.delete(name));
              } else {
                counter.add(remove, attributes);
                model.set(name, (model.get(name) ?? 0) + remove);
              }
            }
            const found = values(await reader.collect(), 'c');
            const normal = Object.entries(found).map(([key, sum]) => [
              key.replaceAll('-0', '0'),
              sum,
            ]);
            expect(Object.fromEntries(normal)).toEqual(Object.fromEntries(model));
          }),
          { numRuns: 150 },
        );
      });
    }
  }
});
