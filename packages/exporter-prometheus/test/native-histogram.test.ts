import { describe, expect, it } from 'vitest';
import { resolveFamilies, writeOpenMetrics, writeProtobuf, writeText } from '../src/index.js';
import { family, series, type TestSeries, textOf, view } from './support/live.js';
import { type Message, readFamilies } from './support/protobuf.js';

const none = { offset: 0, counts: [] };
const empty = { count: 0, sum: 0, scale: 0, zeroCount: 0, zeroThreshold: 0 };

function families(values: Partial<TestSeries>) {
  const list = [series({}, { ...empty, positive: none, negative: none, ...values })];
  const bare = { withoutScopeInfo: true, withoutTargetInfo: true };
  return resolveFamilies(view([family('h', 'exponentialHistogram', list)]), bare).families;
}

/** The `Histogram` message; nothing when the series is not there. */
function native(values: Partial<TestSeries>): Message | undefined {
  const bytes = [...writeProtobuf(families(values))].map((chunk) => Buffer.from(chunk));
  const [found] = readFamilies(Buffer.concat(bytes));
  return (found?.['metric'] as { histogram: Message }[] | undefined)?.[0]?.histogram;
}

/** Spans and differences as `[bucket by upper bound, count]`, as Prometheus reads them. */
function buckets(message: Message | undefined, side: 'positive' | 'negative') {
  const spans = (message?.[`${side}_span`] ?? []) as { offset: number; length: number }[];
  const deltas = (message?.[`${side}_delta`] ?? []) as number[];
  const found: [number, number][] = [];
  let index = 0;
  let count = 0;
  let next = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let i = 0; i < length; i++) {
      count += deltas[next++] as number;
      if (count > 0) found.push([index, count]);
      index++;
    }
  }
  expect(next).toBe(deltas.length);
  return found;
}

describe('an exponential histogram in protobuf', () => {
  it('that is empty is a native one all the same, by its zero threshold', () => {
    expect(native({})).toMatchObject({ schema: 0, zero_threshold: 1e-128, zero_count: 0 });
  });

  it('keeps a zero threshold that it has', () => {
    const found = native({ count: 3, zeroCount: 3, zeroThreshold: 0.5 });
    expect(found).toMatchObject({ sample_count: 3, zero_threshold: 0.5, zero_count: 3 });
  });

  it('without a sum has NaN for one', () => {
    expect(native({ sum: Number.NaN })).toMatchObject({ sample_sum: 'NaN' });
  });

  // Bucket i of OpenTelemetry goes from base^i to base^(i+1), bucket i of Prometheus ends at base^i.
  it.each<[string, number, number, number[], number, [number, number][]]>([
    ['one bucket', 0, 3, [5], 0, [[4, 5]]],
    [
      'buckets in a row',
      3,
      -2,
      [1, 2, 3],
      3,
      [
        [-1, 1],
        [0, 2],
        [1, 3],
      ],
    ],
    [
      'a gap of two',
      0,
      0,
      [1, 0, 0, 2],
      0,
      [
        [1, 1],
        [4, 2],
      ],
    ],
    [
      'a gap of many',
      0,
      0,
      [1, ...new Array(50).fill(0), 2],
      0,
      [
        [1, 1],
        [52, 2],
      ],
    ],
    ['empty ones at both ends', 0, 0, [0, 0, 7, 0], 0, [[3, 7]]],
    [
      'scale 8',
      8,
      100,
      [1, 1],
      8,
      [
        [101, 1],
        [102, 1],
      ],
    ],
    [
      'scale 9, two become one',
      9,
      0,
      [1, 2, 3],
      8,
      [
        [1, 3],
        [2, 3],
      ],
    ],
    [
      'scale 9 from an odd offset',
      9,
      -3,
      [1, 2, 4],
      8,
      [
        [-1, 1],
        [0, 6],
      ],
    ],
    [
      'scale 20',
      20,
      -5,
      [1, 1, 1, 1, 1, 1, 1, 1],
      8,
      [
        [0, 5],
        [1, 3],
      ],
    ],
    [
      'scale -4',
      -4,
      -1,
      [1, 2],
      -4,
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'counts beyond 2^32',
      0,
      0,
      [2 ** 40, 1],
      0,
      [
        [1, 2 ** 40],
        [2, 1],
      ],
    ],
  ])('on both sides: %s', (_what, scale, offset, counts, schema, expected) => {
    for (const side of ['positive', 'negative'] as const) {
      const count = counts.reduce((total, n) => total + n, 0);
      const found = native({ scale, count, [side]: { offset, counts } });
      expect([found?.['schema'], buckets(found, side)]).toEqual([schema, expected]);
      expect(buckets(found, side === 'positive' ? 'negative' : 'positive')).toEqual([]);
    }
  });

  it('with buckets wider than Prometheus has is left out, and that is said', () => {
    const wide = { scale: -5, count: 1, positive: { offset: 0, counts: [1] } };
    expect(native(wide)).toBeUndefined();
    const heard: string[] = [];
    const onTooWide = (family: string) => heard.push(family);
    for (const _chunk of writeProtobuf(families(wide), { onTooWide }));
    for (const _chunk of writeProtobuf(families({}), { onTooWide }));
    expect(heard).toEqual(['h']);
  });
});

describe('an exponential histogram in text', () => {
  const lines = (values: Partial<TestSeries>) => textOf(writeText(families(values))).split('\n');

  it.each<[string, Partial<TestSeries>, string[]]>([
    ['that is empty', {}, ['{le="+Inf"} 0']],
    [
      'has a bound for each bucket that holds something',
      { count: 6, zeroCount: 1, positive: { offset: 0, counts: [2, 0, 3] } },
      ['{le="0"} 1', '{le="2"} 3', '{le="8"} 6', '{le="+Inf"} 6'],
    ],
    [
      'has negative buckets first, by their end nearer to zero',
      { count: 3, negative: { offset: 0, counts: [1, 2] } },
      ['{le="-2"} 2', '{le="-1"} 3', '{le="+Inf"} 3'],
    ],
    [
      'has the zero threshold for a bound',
      { count: 5, zeroCount: 5, zeroThreshold: 0.25 },
      ['{le="0.25"} 5', '{le="+Inf"} 5'],
    ],
    [
      'has a bucket without an end only in the infinite one',
      { count: 1, scale: -10, positive: { offset: 0, counts: [0, 1] } },
      ['{le="+Inf"} 1'],
    ],
  ])('%s', (_what, values, expected) => {
    const found = lines(values).filter((line) => line.startsWith('h_bucket'));
    expect(found).toEqual(expected.map((line) => `h_bucket${line}`));
  });

  it.each<[string, Partial<TestSeries>, boolean]>([
    ['with a sum', { sum: 5 }, true],
    ['without one', { sum: Number.NaN }, false],
    ['with one that is negative', { sum: -1 }, false],
    ['with negative buckets', { count: 1, sum: 5, negative: { offset: 0, counts: [1] } }, false],
  ])('%s: the sum is written, in OpenMetrics the count only beside it', (_what, values, has) => {
    const text = lines(values).filter((line) => /_(sum|count) /.test(line));
    expect(text.map((line) => line.split(' ')[0])).toEqual(
      has ? ['h_sum', 'h_count'] : ['h_count'],
    );
    const openMetrics = textOf(writeOpenMetrics(families(values)));
    expect(openMetrics.match(/^h_(sum|count) /gm) ?? []).toHaveLength(has ? 2 : 0);
  });
});
