import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../src/index.js';
import { SumSeries } from '../src/series.js';
import { Shortcut } from '../src/shortcut.js';
import { set, TestReader, values } from './engines.js';

function rowsOf(labels: unknown[][]) {
  return labels.map((values) => ({ values, series: new SumSeries({}, 0) }));
}

/** Places of the table that hold a series. */
function filled(shortcut: Shortcut): number {
  let count = 0;
  for (let at = 0; at < shortcut.table.length; at += shortcut.stride) {
    if (shortcut.table[at] instanceof SumSeries) count++;
  }
  return count;
}

describe('the shortcut table', () => {
  it('hashes the labels that differ, and no more than it takes', () => {
    const routes = Array.from({ length: 100 }, (_, i) => ['GET', 200, `/users/${i}`]);
    const shortcut = new Shortcut(rowsOf(routes), ['a', 'b', 'c'], 100);
    expect(shortcut.hash.labels).toEqual([2]);
    expect(filled(shortcut)).toBeGreaterThan(60);
  });

  it('looks at other characters when the last ones are equal', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(filled(new Shortcut(rowsOf(names.map((name) => [`${name}.io`])), ['a'], 6))).toBe(6);
    // These differ where it does not look: the trie finds all but one of them.
    const far = names.map((name) => [`${name}.service.example.org`]);
    expect(filled(new Shortcut(rowsOf(far), ['a'], 6))).toBe(1);
  });

  it('is generated so that it finds what was put in', () => {
    const rows = rowsOf([
      ['x', 1],
      ['', -1.5],
      ['yy', true],
      ['zzz', Number.MAX_VALUE],
      [null, undefined],
    ]);
    const shortcut = new Shortcut(rows, ['a', 'b'], 5);
    const place = new Function(
      'shortcut',
      'label0',
      'label1',
      `${shortcut.hashText} return ${shortcut.placeText};`,
    );
    const found = rows.filter(
      ({ values, series }) => shortcut.table[place(shortcut, ...values)] === series,
    );
    expect(found).toHaveLength(filled(shortcut));
  });

  it('forgets a series that was removed', () => {
    const rows = rowsOf([['a'], ['b']]);
    const shortcut = new Shortcut(rows, ['a'], 2);
    const before = filled(shortcut);
    shortcut.forget(rows[0]?.series as SumSeries);
    expect(filled(shortcut)).toBe(before - 1);
  });

  for (const attributes of [undefined, ['a', 'b']]) {
    const mode = attributes === undefined ? 'open' : 'declared';

    it(`stays right while series come, go, and grow beyond it: ${mode} attributes`, async () => {
      const reader = new TestReader({ limit: 5000 });
      const provider = new MeterProvider({ readers: [reader] });
      const counter = provider
        .getMeter('test')
        .createCounter('c', { advice: attributes === undefined ? {} : { attributes } });
      const model = new Map<string, number>();
      const recorders: (typeof counter.add)[] = [];
      for (let size = 1; size <= 2048; size *= 4) {
        for (let i = 0; i < 2000; i++) {
          const labels = { a: `route ${i % size}`, b: i % 3 };
          const name = set(labels);
          // Callers may have kept a recorder that has been replaced since.
          if (i % 400 === 0) recorders.push(counter.add);
          const add = recorders[i % recorders.length] as typeof counter.add;
          add(1, labels);
          model.set(name, (model.get(name) ?? 0) + 1);
          if (i % 97 === 0) {
            expect(counter.remove(labels)).toBe(true);
            model.delete(name);
          }
        }
      }
      expect(values(await reader.collect(), 'c')).toEqual(Object.fromEntries(model));
    });
  }
});
