import type { LiveView } from '@obs/metrics-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resolver } from '../src/translation/resolver.js';
import { writeProtobuf } from '../src/writers/protobuf.js';
import { writeText } from '../src/writers/text.js';
import { family, series, type TestFamily, type TestSeries, textOf, view } from './support/live.js';
import { readFamilies } from './support/protobuf.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };

describe('text kept on live series', () => {
  it('is made once per series', () => {
    let reads = 0;
    const made = series({}, { value: 1 });
    Object.defineProperty(made, 'attributes', {
      get() {
        reads++;
        return { a: 'b' };
      },
    });
    const seen = view([family('g', 'gauge', [made])]);
    const resolver = new Resolver(bare);
    for (let i = 1; i <= 3; i++) {
      made.value = i;
      const { families } = resolver.live(seen, 'underscores');
      expect(textOf(writeText(families))).toBe(`# TYPE g gauge\ng{a="b"} ${i}\n`);
    }
    expect(reads).toBe(1);
  });

  // What an engine does: records, adds at the end, removes (which gives a new array the next time).
  type Step = { add: number } | { remove: number } | { restart: number };
  const steps = fc.array(
    fc.oneof<fc.Arbitrary<Step>[]>(
      fc.record({ add: fc.nat({ max: 20 }) }),
      fc.record({ remove: fc.nat({ max: 20 }) }),
      fc.record({ restart: fc.nat({ max: 3 }) }),
    ),
    { maxLength: 40 },
  );

  it.each([
    ['text', writeText, linesOf],
    ['protobuf', writeProtobuf, metricsOf],
  ])(
    '%s from the cache is what it would be without one, whatever comes and goes',
    (_name, write, shown) => {
      fc.assert(
        fc.property(steps, (todo) => {
          const live = family('g', 'gauge', []);
          const other = family('g', 'gauge', [series({ a: 'k3', b: 1 }, { value: 0 })]);
          const seen: LiveView = view([live, other]);
          const resolver = new Resolver(bare);
          for (const step of todo) {
            apply(live, step);
            const cached = resolver.live(seen, 'underscores').families;
            const fresh = resolver.once(seen, 'underscores').families;
            expect(shown(write(cached))).toEqual(shown(write(fresh)));
          }
        }),
      );
    },
  );

  // Which of two series with the same labels is shown may differ: the one that was there first.
  function linesOf(chunks: Iterable<Uint8Array>): string[] {
    return textOf(chunks).split('\n').sort();
  }

  function metricsOf(chunks: Iterable<Uint8Array>): string[] {
    const families = readFamilies(Buffer.concat([...chunks]));
    return families
      .flatMap(({ metric }) => (metric as object[]).map((m) => JSON.stringify(m)))
      .sort();
  }

  function apply(live: TestFamily, step: Step): void {
    const list = live.list as TestSeries[];
    if ('add' in step) {
      // Several attribute sets become one label set: 1 and '1'.
      const attributes =
        step.add % 2 ? { a: `k${step.add}`, b: 1 } : { b: '1', a: `k${step.add - 1}` };
      list.push(series(attributes, { value: 0 }));
    } else if ('remove' in step) {
      const gone = list[step.remove];
      if (!gone) return;
      gone.removed = true;
      live.list = list.filter((one) => !one.removed);
    } else if (step.restart === 0) {
      for (const one of list) one.removed = true;
      live.list = [];
    }
  }

  it('serves two writings at once while series come and go', () => {
    const live = family('g', 'gauge', []);
    const names = ['x', 'y', 'z'].map((a) => series({ a }, { value: 1 }));
    live.list = names.slice(0, 2);
    const resolver = new Resolver(bare);
    const seen = view([live]);
    const start = () =>
      writeText(resolver.live(seen, 'underscores').families, { chunkSize: 40 })[Symbol.iterator]();
    const first = start();
    let head = '';
    while (head === '') head = Buffer.from(first.next().value as Uint8Array).toString();
    names[1]!.removed = true;
    live.list = [names[0]!, names[2]!];
    const second = textOf(start());
    const rest = textOf({ [Symbol.iterator]: () => first });
    expect(second).toBe('# TYPE g gauge\ng{a="x"} 1\ng{a="z"} 1\n');
    expect(head + rest).toMatch(/^# TYPE g gauge\ng\{a="x"\} 1\n(g\{a="y"\} 1\n)?$/);
  });

  it('keeps the lines of one series together although the application records between chunks', () => {
    const list = Array.from({ length: 50 }, (_, i) =>
      series({ i }, { count: 0, sum: 0, bucketCounts: [0, 0] }),
    );
    const seen = view([family('h', 'histogram', list, { boundaries: [1] })]);
    const { families } = new Resolver(bare).live(seen, 'underscores');
    let text = '';
    for (const chunk of writeText(families, { chunkSize: 500 })) {
      text += Buffer.from(chunk).toString();
      for (const one of list) {
        (one.bucketCounts as number[])[0]!++;
        one.count!++;
        one.sum! += 0.5;
      }
    }
    const numbers = [...text.matchAll(/le="\+Inf"\} (\d+)\nh_sum\S* ([\d.]+)\nh_count\S* (\d+)/g)];
    expect(numbers).toHaveLength(50);
    for (const [, bucket, sum, count] of numbers) {
      expect([Number(bucket), Number(sum)]).toEqual([Number(count), Number(count) / 2]);
    }
    expect(new Set(numbers.map(([, bucket]) => bucket)).size).toBeGreaterThan(5);
  });
});
