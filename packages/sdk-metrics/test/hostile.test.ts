import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Attributes, diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { MeterProvider } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The attributes of all points of the only metric. */
async function pointsOf(reader: TestReader): Promise<Attributes[]> {
  const { resourceMetrics } = await reader.collect();
  const [metric] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
  return (metric?.dataPoints ?? []).map(({ attributes }) => attributes);
}

/** `a` and `b`, of which the one named `key` answers with the next of `answers` each time it is read. */
function fickle(key: 'a' | 'b', answers: readonly unknown[], other?: unknown): Attributes {
  let reads = 0;
  const object: Attributes = { a: other as string, b: other as string };
  return Object.defineProperty(object, key, {
    enumerable: true,
    get: () => answers[reads++ % answers.length],
  });
}

/** An object that has other keys each time it is asked, with `value` for each. */
function shifting(sets: readonly (readonly string[])[], value: unknown): Attributes {
  let asked = 0;
  let keys: readonly string[] = [];
  return new Proxy(
    {},
    {
      ownKeys: () => {
        keys = sets[asked++ % sets.length] ?? [];
        return [...keys];
      },
      getOwnPropertyDescriptor: (_, key) =>
        keys.includes(key as string)
          ? { value, enumerable: true, configurable: true, writable: true }
          : undefined,
      get: () => value,
    },
  ) as Attributes;
}

for (const declared of [false, true]) {
  const mode = declared ? 'declared attributes' : 'open attributes';

  describe(`objects that answer differently each time, ${mode}`, () => {
    const advice = declared ? { attributes: ['a', 'b'] } : {};

    function setUp(seriesCount: number) {
      const reader = new TestReader({ limit: 5000 });
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const plain = Array.from({ length: seriesCount }, (_, i) => ({
        a: `value ${i % 10}`,
        b: Math.floor(i / 10),
      }));
      // Compiled, and with everything that it remembers filled.
      for (let round = 0; round < 2 + 400 / seriesCount; round++) {
        for (const attributes of plain) counter.add(1, attributes);
      }
      return { reader, counter, plain };
    }

    /** Whatever became of the hostile measurements, each plain set must be its own series afterwards. */
    async function expectApart(
      { reader, counter, plain }: ReturnType<typeof setUp>,
      further: readonly Attributes[],
    ): Promise<void> {
      const before = values(await reader.collect(), 'c');
      const all = [...plain, ...further];
      for (const attributes of all) counter.add(1, attributes);
      const expected = { ...before } as Record<string, number>;
      for (const attributes of all) {
        expected[set(attributes)] = (expected[set(attributes)] ?? 0) + 1;
      }
      expect(values(await reader.collect(), 'c')).toEqual(expected);
    }

    // 40 series have the shortcut table, 1,000 the table of value numbers.
    for (const seriesCount of [4, 40, 1000]) {
      it(`a getter does not tie a series to values of another: ${seriesCount} series`, async () => {
        const test = setUp(seriesCount);
        const unknown = Array.from({ length: 20 }, (_, i) => ({ a: `stranger ${i}`, b: 0 }));
        for (let i = 0; i < 2000; i++) {
          const { a } = unknown[i % unknown.length] as { a: string };
          test.counter.add(1, fickle('a', [a, 'value 1'], 0));
          test.counter.add(1, fickle('a', [a, a, 'value 1'], 0));
          test.counter.add(1, fickle('b', [i % 7, undefined, 'x'], 'value 2'));
        }
        await expectApart(test, [...unknown, { a: 'value 2' }, { b: 0 }]);
      });

      it(`a proxy with changing keys neither: ${seriesCount} series`, async () => {
        const test = setUp(seriesCount);
        test.counter.add(1, { z: 0 });
        for (let i = 0; i < 500; i++) {
          test.counter.add(1, shifting([['a', 'b'], ['z']], 0));
          test.counter.add(1, shifting([['a', 'b'], []], undefined));
          test.counter.add(1, shifting([['b', 'a'], ['a']], 'value 3'));
        }
        const own = declared ? [] : [{ z: 0 }];
        await expectApart(test, [...own, {}, { a: 0, b: 0 }, { a: 'value 3', b: 'value 3' }]);
      });
    }

    it('whatever the sequence of answers', async () => {
      const answer = fc.constantFrom<unknown>('value 0', 'value 1', 'new', 0, undefined, null, [
        'x',
      ]);
      const hostile = fc.record({
        key: fc.constantFrom('a', 'b'),
        answers: fc.array(answer, { minLength: 1, maxLength: 4 }),
        times: fc.integer({ min: 1, max: 40 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(hostile, { maxLength: 12 }), async (measurements) => {
          const test = setUp(20);
          for (const { key, answers, times } of measurements) {
            const object = fickle(key, answers, key === 'a' ? 0 : 'value 0');
            for (let i = 0; i < times; i++) test.counter.add(1, object);
          }
          await expectApart(test, [
            { a: 'new', b: 0 },
            { a: 'value 0' },
            { a: 'value 0', b: 'new' },
          ]);
        }),
        { numRuns: 60 },
      );
    });

    it('a getter that removes the series which it is read for leaves one series', async () => {
      const { reader, counter } = setUp(4);
      const attributes = {
        a: 'value 0',
        get b() {
          counter.remove({ a: 'value 0', b: 0 });
          return 0;
        },
      };
      for (let i = 0; i < 50; i++) counter.add(1, attributes);
      counter.add(1, { a: 'value 0', b: 0 });
      const names = (await pointsOf(reader)).map(set);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain(set({ a: 'value 0', b: 0 }));
    });

    it('labels cut out of large texts do not keep them alive once the series are known', () => {
      const provider = new MeterProvider();
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const before = heapUsed();
      // They differ where the shortcut table does not look, and there are many nodes of few values.
      for (let i = 0; i < 3000; i++) {
        const a = `/routes/${i % 60}/of the shop`;
        const b = `${i % 7} of seven long values`;
        const body = `${'x'.repeat(200_000)}${a}${b}`;
        counter.add(1, {
          a: body.slice(200_000, 200_000 + a.length),
          b: body.slice(200_000 + a.length),
        });
      }
      expect(heapUsed() - before).toBeLessThan(3e6);
      // The series must be alive while the heap is measured.
      expect(counter.remove({ a: '/routes/0/of the shop', b: '0 of seven long values' })).toBe(
        true,
      );
    });

    it('NaN is found, removed and forgotten like other values', async () => {
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider.getMeter('test').createCounter('c', { advice });
      const cycle = (count: number) => {
        for (let i = 0; i < count; i++) {
          const attributes = { a: i, b: Number.NaN };
          counter.add(1, attributes);
          counter.add(1, attributes);
          expect(counter.remove(attributes)).toBe(true);
        }
      };
      cycle(5000);
      const before = heapUsed();
      cycle(20_000);
      expect(heapUsed() - before).toBeLessThan(1e6);
      counter.add(1, { a: 1, b: 'other' });
      counter.add(2, { a: 1, b: Number.NaN });
      expect(Object.values(values(await reader.collect(), 'c'))).toEqual([1, 2]);
    });
  });
}

describe('values that lie about themselves', () => {
  async function record(attributes: Attributes): Promise<Attributes[]> {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('test').createCounter('c').add(1, attributes);
    return pointsOf(reader);
  }

  /** An array that gives these lengths one after the other. */
  function elastic(...lengths: unknown[]): unknown[] {
    let asked = 0;
    return new Proxy([], {
      get: (_, key) =>
        key === 'length' ? lengths[Math.min(asked++, lengths.length - 1)] : undefined,
    });
  }

  it.each([
    ['grow while they are read', elastic(1, 1e7), [null]],
    ['have no number for a length', elastic(Number.NaN), 'overflow'],
    ['have a negative length', elastic(-1e9), 'overflow'],
    ['have an endless length', elastic(Number.POSITIVE_INFINITY), 'overflow'],
  ])('arrays that %s', async (_, array, expected) => {
    const huge = 'x'.repeat(100_000);
    const [attributes] = await record({ list: array as string[] });
    expect(attributes).toEqual(
      expected === 'overflow' ? { 'otel.metric.overflow': true } : { list: expected },
    );
    // The length must not buy room for what comes after it.
    expect(await record({ list: array as string[], huge })).toEqual([
      { 'otel.metric.overflow': true },
    ]);
  });

  it('bytes of a class of its own are copied as they are', async () => {
    class Liar extends Uint8Array {
      static get [Symbol.species](): never {
        throw new Error('trap');
      }
      override get length() {
        return 0;
      }
      override slice(): never {
        throw new Error('trap');
      }
    }
    const bytes = Liar.from([1, 2, 3]);
    const [attributes] = await record({ bytes } as never);
    bytes[0] = 9;
    expect(attributes).toEqual({ bytes: new Uint8Array([1, 2, 3]) });
    expect(await record({ bytes: new Liar(100_000) } as never)).toEqual([
      { 'otel.metric.overflow': true },
    ]);
  });

  it('a proxy of bytes is no attribute', async () => {
    expect(await record({ bytes: new Proxy(new Uint8Array(1), {}) } as never)).toEqual([{}]);
  });
});

describe('a handle', () => {
  it('keeps its attributes when the caller changes an array in them', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    const list = ['a'];
    const handle = counter.bind({ list });
    handle.add(1);
    list.push('b');
    counter.remove({ list: ['a'] });
    handle.add(2);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({ list: ['a'] })]: 2 });
  });

  it('reads a getter once', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    counter.bind(fickle('a', ['first', 'second'])).add(1);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 'first' })]: 1 });
  });
});

describe('a logger that throws', () => {
  afterEach(() => diag.disable());

  it('does not reach the caller of a recording', () => {
    const fail = () => {
      throw new Error('the logger failed');
    };
    diag.setLogger({ debug: fail, error: fail, info: fail, verbose: fail, warn: fail });
    const counter = new MeterProvider().getMeter('test').createCounter('c');
    const unreadable = {
      get a() {
        throw new Error('unreadable');
      },
    };
    for (let i = 0; i < 300; i++) {
      expect(() => counter.add(-1)).not.toThrow();
      expect(() => counter.add('1' as never)).not.toThrow();
      expect(() => counter.add(1, unreadable as never)).not.toThrow();
      expect(() => counter.add(1, { a: (() => {}) as never })).not.toThrow();
      expect(() => counter.bind(unreadable as never).add(1)).not.toThrow();
      expect(() => counter.remove(unreadable as never)).not.toThrow();
    }
  });
});
