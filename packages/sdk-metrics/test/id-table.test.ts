import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { IdTable } from '../src/id-table.js';
import { MeterProvider } from '../src/index.js';
import { SumSeries } from '../src/series.js';
import { set, TestReader, values } from './engines.js';

const keys = ['a', 'b', 'c'];

type Seek = (...labels: unknown[]) => SumSeries | undefined;

/** The recorder's look-up in this table, with nothing behind it. */
function seekIn(table: IdTable): Seek {
  const text = `${table.seekState} return (a, b, c) => { ${table.seekText(keys)} };`;
  return new Function('ids', 'nothing', text)(table, {}) as Seek;
}

function seriesOf(a: unknown, b: unknown, c: unknown): SumSeries {
  return new SumSeries({ a, b, c } as never, 0);
}

/** Grid of `count` series over three labels. */
function grid(count: number): SumSeries[] {
  return Array.from({ length: count }, (_, i) => seriesOf(i % 10, `${i % 7}`, Math.floor(i / 70)));
}

function labelsOf({ attributes }: SumSeries): unknown[] {
  return keys.map((key) => attributes[key]);
}

describe('the table of value numbers', () => {
  it('finds exactly what it was told, through its growth', () => {
    const table = new IdTable(keys);
    const seek = seekIn(table);
    const all = grid(7000);
    for (const series of all) table.remember(series);
    for (const series of all) table.remember(series);
    expect(table.rows).toHaveLength(7000);
    for (const series of all) expect(seek(...labelsOf(series))).toBe(series);
    expect(seek(0, '0', 100)).toBeUndefined();
    expect(seek(0, 0, 0)).toBeUndefined();
  });

  it('keeps values of different types apart, and finds NaN', () => {
    const table = new IdTable(keys);
    const seek = seekIn(table);
    const kinds = [1, '1', true, 'true', null, undefined, Number.NaN, 0, ''];
    const all = kinds.flatMap((a) => kinds.map((b) => seriesOf(a, b, 'x')));
    for (const series of all) table.remember(series);
    for (const series of all) expect(seek(...labelsOf(series))).toBe(series);
    expect(seek(-0, -0, 'x')).toBe(seek(0, 0, 'x'));
    const absent = new SumSeries({ b: 'only' }, 0);
    table.remember(absent);
    expect(seek(undefined, 'only', undefined)).toBe(absent);
  });

  it('leaves arrays and maps to the trie', () => {
    const table = new IdTable(keys);
    table.remember(seriesOf(['x'], 1, 1));
    expect(table.rows).toHaveLength(0);
    expect(table.ids.map(({ size }) => size)).toEqual([0, 0, 0]);
  });

  it('does not find a removed series, and takes the one that follows in its row', () => {
    const table = new IdTable(keys);
    const seek = seekIn(table);
    const [first, second] = [seriesOf(1, 2, 3), seriesOf(1, 2, 3)];
    table.remember(first);
    table.remember(seriesOf(1, 2, 4));
    table.remember(seriesOf(1, 2, 5));
    first.markRemoved();
    table.forget(first);
    expect(seek(1, 2, 3)).toBeUndefined();
    table.remember(second);
    expect(seek(1, 2, 3)).toBe(second);
    expect(table.rows).toHaveLength(3);
  });

  it('lets go of everything when more than half of it was removed', () => {
    const table = new IdTable(keys);
    const seek = seekIn(table);
    const all = grid(2000);
    for (const series of all) table.remember(series);
    for (const series of all.slice(0, 1001)) {
      series.markRemoved();
      table.forget(series);
    }
    expect(table.rows).toHaveLength(0);
    expect(table.ids.map(({ size }) => size)).toEqual([0, 0, 0]);
    const kept = all.slice(1001).reverse();
    for (const series of kept) table.remember(series);
    for (const series of kept) expect(seek(...labelsOf(series))).toBe(series);
  });

  it('does not take a number from before it was emptied', () => {
    const table = new IdTable(keys);
    const seek = seekIn(table);
    const [first, second] = [seriesOf(1, 1, 1), seriesOf(2, 2, 2)];
    table.remember(first);
    expect(seek(1, 1, 1)).toBe(first);
    table.clear();
    table.remember(second);
    expect(seek(1, 1, 1)).toBeUndefined();
    expect(seek(2, 2, 2)).toBe(second);
  });

  it('is bounded by the live series also when nobody tells it of removals', () => {
    const table = new IdTable(keys);
    const window: SumSeries[] = [];
    for (let i = 0; i < 50_000; i++) {
      const series = seriesOf(i, 'x', i % 3);
      window.push(series);
      table.remember(series);
      if (window.length > 200) window.shift()?.markRemoved();
    }
    expect(table.rows.length).toBeLessThan(1100);
    expect(table.ids[0]?.size).toBeLessThan(1100);
  });

  it('spreads grids, diagonals and single labels so that a look-up takes few steps', () => {
    const shapes: ((i: number) => unknown[])[] = [
      (i) => [i % 20, Math.floor(i / 20) % 20, Math.floor(i / 400)],
      (i) => [i, i, i],
      (i) => [i, 'x', 'y'],
      (i) => [i % 2, i, 8000 - i],
      (i) => [i % 100, i % 89, i % 71],
    ];
    for (const shape of shapes) {
      const table = new IdTable(keys);
      for (let i = 0; i < 8000; i++) {
        const [a, b, c] = shape(i);
        table.remember(seriesOf(a, b, c));
      }
      let longest = 0;
      let run = 0;
      for (const slot of table.slots) {
        run = slot === 0 ? 0 : run + 1;
        longest = Math.max(longest, run);
      }
      expect(longest).toBeLessThan(100);
    }
  });

  for (const attributes of [undefined, keys]) {
    const mode = attributes === undefined ? 'open' : 'declared';

    it(`serves streams of many series rightly: ${mode} attributes`, async () => {
      const reader = new TestReader({ limit: 2500 });
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider
        .getMeter('test')
        .createCounter('c', { advice: attributes === undefined ? {} : { attributes } });
      const model = new Map<string, number>();
      const recorders: (typeof counter.add)[] = [];
      for (let i = 0; i < 60_000; i++) {
        const k = (i * 7919) % 2800;
        const labels =
          i % 5 === 0
            ? { c: k % 14, a: `route ${k}`, b: k % 9 === 0 ? undefined : k % 9 }
            : { a: `route ${k}`, b: k % 9 === 0 ? undefined : k % 9, c: k % 14 };
        const name = set(JSON.parse(JSON.stringify(labels)));
        // Callers may have kept a recorder that has been replaced since.
        if (i % 6000 === 0) recorders.push(counter.add);
        const add = i % 3 === 0 ? counter.add : (recorders[i % recorders.length] as never);
        (add as typeof counter.add)(1, labels);
        const goes = model.has(name) || model.size < 2500;
        if (goes) model.set(name, (model.get(name) ?? 0) + 1);
        if (goes && i % 11 === 0) {
          expect(counter.remove(labels)).toBe(true);
          model.delete(name);
        }
      }
      const collected = values(await reader.collect(), 'c');
      const overflow = set({ 'otel.metric.overflow': true });
      delete (collected as Record<string, unknown>)[overflow];
      expect(collected).toEqual(Object.fromEntries(model));
    });
  }

  it('starts each delta interval from nothing, with series in another order', async () => {
    const reader = new TestReader({ temporality: AggregationTemporality.DELTA, limit: 5000 });
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c', { advice: { attributes: keys } });
    for (let interval = 0; interval < 6; interval++) {
      const model: Record<string, number> = {};
      for (let i = 0; i < 9000; i++) {
        const k = (i * 7 + interval * 1009) % (900 + interval * 300);
        const labels = { a: `route ${k}`, b: k % 13, c: 'x' };
        counter.add(interval + 1, labels);
        model[set(labels)] = (model[set(labels)] ?? 0) + interval + 1;
      }
      expect(values(await reader.collect(), 'c')).toEqual(model);
    }
  });
});
