import type { LiveExemplar } from '@obs/metrics-model';
import { describe, expect, it } from 'vitest';
import { resolveFamilies, writeOpenMetrics, writeProtobuf, writeText } from '../src/index.js';
import { exemplarLabels } from '../src/writers/exemplar.js';
import { family, series, textOf, view } from './support/live.js';
import { readFamilies } from './support/protobuf.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const ids = ['span_id', spanId, 'trace_id', traceId];
// Of 128 characters, the ids and their names take 63.
const room = 128 - ids.join('').length;

function exemplar(value: number, more: Partial<LiveExemplar> = {}): LiveExemplar {
  return { value, time: [1_700_000_000, 0], filteredAttributes: {}, ...more };
}

describe('labels of an exemplar', () => {
  it.each<[string, Partial<LiveExemplar>, string[]]>([
    ['the ids of its span', { traceId, spanId }, ids],
    ['none outside a span', {}, []],
    [
      'attributes that the series has not',
      { filteredAttributes: { 'user.id': 7 } },
      ['user_id', '7'],
    ],
    [
      'the ids before attributes of their names',
      { traceId, spanId, filteredAttributes: { trace_id: 'x', 'trace.id': 'y', 'span-id': 'z' } },
      ids,
    ],
    [
      'an attribute of such a name outside a span',
      { filteredAttributes: { 'trace.id': 'y' } },
      ['trace_id', 'y'],
    ],
    [
      '128 characters',
      { traceId, spanId, filteredAttributes: { a: 'x'.repeat(room - 1) } },
      ['a', 'x'.repeat(room - 1), ...ids],
    ],
    ['only the ids for 129', { traceId, spanId, filteredAttributes: { a: 'x'.repeat(room) } }, ids],
    [
      'characters, not 16-bit units or bytes',
      { traceId, spanId, filteredAttributes: { a: '𝄞'.repeat(room - 1) } },
      ['a', '𝄞'.repeat(room - 1), ...ids],
    ],
    ['no ids that are too long themselves', { traceId: 'a'.repeat(200) }, []],
    ['no empty values', { filteredAttributes: { a: '' } }, []],
  ])('%s', (_what, more, expected) => {
    expect(exemplarLabels(exemplar(1, more))).toEqual(expected);
  });
});

const now: [number, number] = [1_700_000_002, 500_000_000];
const early: [number, number] = [1_700_000_002, 499_999_999];
const several = [exemplar(0.5, { time: now }), exemplar(0.75, { time: early }), exemplar(9)];
const bare = { withoutScopeInfo: true, withoutTargetInfo: true };

function shown(list: readonly LiveExemplar[], startTime: [number, number] = [0, 0]) {
  const exemplars = () => list;
  const { families } = resolveFamilies(
    view([
      family('c', 'sum', [series({}, { startTime, value: 2, exemplars })], { monotonic: true }),
      family('g', 'gauge', [series({}, { startTime, value: 2, exemplars })]),
      family('u', 'sum', [series({}, { startTime, value: 2, exemplars })]),
      family(
        'h',
        'histogram',
        [series({}, { startTime, count: 3, sum: 10, bucketCounts: [2, 0, 1], exemplars })],
        { boundaries: [1, 2] },
      ),
    ]),
    bare,
  );
  return families;
}

describe('exemplars', () => {
  it('are the latest of a counter and of each bucket in OpenMetrics, and not on gauges', () => {
    expect(textOf(writeOpenMetrics(shown(several)))).toBe(`\
# TYPE c counter
c_total 2 # {} 0.5 1700000002.500
# TYPE g gauge
g 2
# TYPE u gauge
u 2
# TYPE h histogram
h_bucket{le="1.0"} 2 # {} 0.5 1700000002.500
h_bucket{le="2.0"} 2
h_bucket{le="+Inf"} 3 # {} 9 1700000000.000
h_sum 10
h_count 3
# EOF
`);
  });

  it('are not in the text format, which does not use them up', () => {
    let asked = 0;
    const made = family(
      'c',
      'sum',
      [series({}, { value: 1, exemplars: () => [exemplar(++asked)] })],
      { monotonic: true },
    );
    const { families } = resolveFamilies(view([made]), bare);
    expect(textOf(writeText(families))).toBe('# TYPE c_total counter\nc_total 1\n');
    expect(asked).toBe(0);
  });

  it('are in protobuf where OpenMetrics has them', () => {
    const [counter, gauge, upDown, histogram] = readFamilies(
      Buffer.concat([...writeProtobuf(shown(several))].map((chunk) => Buffer.from(chunk))),
    ).map(({ metric }) => (metric as object[])[0]);
    const latest = { value: 0.5, timestamp: { seconds: now[0], nanos: now[1] } };
    expect(counter).toEqual({ counter: { value: 2, exemplar: latest } });
    expect([gauge, upDown]).toEqual([{ gauge: { value: 2 } }, { gauge: { value: 2 } }]);
    expect(histogram).toMatchObject({
      histogram: {
        bucket: [
          { upper_bound: 1, cumulative_count: 2, exemplar: latest },
          { upper_bound: 2, cumulative_count: 2 },
          { upper_bound: 'Infinity', cumulative_count: 3, exemplar: { value: 9 } },
        ],
      },
    });
  });

  it('have no time when nobody set it', () => {
    const text = textOf(writeOpenMetrics(shown([exemplar(1, { time: [0, 0] })])));
    expect(text).toContain('c_total 2 # {} 1\n');
  });
});

describe('start times', () => {
  const created = (startTime: [number, number]) => {
    const families = shown([], startTime);
    const text = textOf(writeOpenMetrics(families, { created: true }));
    const bytes = Buffer.concat([...writeProtobuf(families)].map((chunk) => Buffer.from(chunk)));
    return [text.match(/^\S+_created .*$/gm), JSON.stringify(readFamilies(bytes))] as const;
  };

  it('are on counters and histograms only', () => {
    const [lines, protobuf] = created([1_700_000_000, 1_999_999]);
    expect(lines).toEqual(['c_created 1700000000.001', 'h_created 1700000000.001']);
    expect(protobuf.match(/created_timestamp/g)).toHaveLength(2);
    expect(protobuf).toContain('"created_timestamp":{"seconds":1700000000,"nanos":1999999}');
  });

  it.each<[string, [number, number]]>([
    ['nobody set', [0, 0]],
    ['lie before 1970', [-1, 5]],
    ['are no numbers', [Number.NaN, Number.NaN]],
  ])('that %s are left out', (_what, startTime) => {
    const [lines, protobuf] = created(startTime);
    expect(lines).toBeNull();
    expect(protobuf).not.toContain('created_timestamp');
  });
});
