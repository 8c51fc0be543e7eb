import { type Attributes, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { liveViewOf, resolveFamilies, writeProtobuf, writeText } from '../src/index.js';
import { KeptMetrics } from '../src/model/kept-metrics.js';
import { textOf } from './support/live.js';
import { readFamilies } from './support/protobuf.js';

const { CUMULATIVE, DELTA } = AggregationTemporality;
const bare = { withoutScopeInfo: true, withoutTargetInfo: true };

type Described = Omit<MetricData, 'descriptor' | 'dataPoints'> & { isMonotonic?: boolean };

function metric(name: string, described: Described, ...values: unknown[]): MetricData {
  return {
    descriptor: { name, description: '', unit: '', valueType: ValueType.DOUBLE },
    ...described,
    dataPoints: values.map((value, i) => ({
      startTime: [1, 0],
      endTime: [2, 0],
      attributes: { i } as Attributes,
      value,
    })),
  } as MetricData;
}

const sum = (aggregationTemporality = CUMULATIVE, isMonotonic = true): Described => ({
  dataPointType: DataPointType.SUM,
  aggregationTemporality,
  isMonotonic,
});
const gauge: Described = { dataPointType: DataPointType.GAUGE, aggregationTemporality: DELTA };
const histogram = (aggregationTemporality = CUMULATIVE): Described => ({
  dataPointType: DataPointType.HISTOGRAM,
  aggregationTemporality,
});
const buckets = (boundaries: number[], counts: number[], total: number | undefined = 1) => ({
  buckets: { boundaries, counts },
  count: counts.reduce((all, count) => all + count, 0),
  sum: total,
});

function collected(...metrics: MetricData[]): ResourceMetrics {
  return {
    resource: { attributes: {} } as ResourceMetrics['resource'],
    scopeMetrics: [{ scope: { name: 'lib' }, metrics }],
  };
}

/** The text of a collection and what was left out of it, seen for the first time and again. */
function shown(...metrics: MetricData[]): [string, string[]] {
  const kept = new KeptMetrics();
  const all = collected(...metrics);
  const views = [liveViewOf(all), ...[1, 2, 3].map(() => kept.of(all, []).view)];
  const found = views.map(({ scopes, resource, errors }): [string, string[]] => [
    textOf(writeText(resolveFamilies({ scopes, resource, errors }, bare).families)),
    errors.map((error) => (error as Error).message),
  ]);
  for (const other of found) expect(other).toEqual(found[0]);
  return found[0] as [string, string[]];
}

describe('metrics of a provider that makes copies', () => {
  it.each<[string, MetricData, string]>([
    [
      'a sum that only grows is a counter',
      metric('x', sum(), 1),
      '# TYPE x_total counter\nx_total{i="0"} 1\n',
    ],
    [
      'one that does not is a gauge',
      metric('x', sum(CUMULATIVE, false), -1),
      '# TYPE x gauge\nx{i="0"} -1\n',
    ],
    [
      'a gauge has no temporality that matters',
      metric('x', gauge, 1),
      '# TYPE x gauge\nx{i="0"} 1\n',
    ],
    [
      'a histogram',
      metric('x', histogram(), buckets([1], [2, 3])),
      '# TYPE x histogram\nx_bucket{i="0",le="1"} 2\nx_bucket{i="0",le="+Inf"} 5\nx_sum{i="0"} 1\nx_count{i="0"} 5\n',
    ],
    [
      'a histogram without a sum',
      metric('x', histogram(), { ...buckets([], [5]), sum: undefined }),
      '# TYPE x histogram\nx_bucket{i="0",le="+Inf"} 5\nx_count{i="0"} 5\n',
    ],
    [
      'a histogram with infinity among its bounds has it once',
      metric('x', histogram(), buckets([1, Number.POSITIVE_INFINITY], [2, 3, 0])),
      '# TYPE x histogram\nx_bucket{i="0",le="1"} 2\nx_bucket{i="0",le="+Inf"} 5\nx_sum{i="0"} 1\nx_count{i="0"} 5\n',
    ],
    [
      'series of a histogram have bounds of their own',
      metric(
        'x',
        histogram(),
        buckets([1], [2, 3]),
        buckets([5, 6], [1, 1, 1]),
        buckets([1], [0, 1]),
      ),
      `\
# TYPE x histogram
x_bucket{i="0",le="1"} 2
x_bucket{i="0",le="+Inf"} 5
x_sum{i="0"} 1
x_count{i="0"} 5
x_bucket{i="2",le="1"} 0
x_bucket{i="2",le="+Inf"} 1
x_sum{i="2"} 1
x_count{i="2"} 1
x_bucket{i="1",le="5"} 1
x_bucket{i="1",le="6"} 2
x_bucket{i="1",le="+Inf"} 3
x_sum{i="1"} 1
x_count{i="1"} 3
`,
    ],
  ])('%s', (_what, one, text) => {
    expect(shown(one)).toEqual([text, []]);
  });

  it.each([
    ['a sum', metric('x', sum(DELTA), 1)],
    ['a sum that does not only grow', metric('x', sum(DELTA, false), 1)],
    ['a histogram', metric('x', histogram(DELTA), buckets([1], [2, 3]))],
  ])('are left out with a reason when they are not cumulative: %s', (_what, one) => {
    const [text, errors] = shown(one, metric('y', gauge, 1));
    expect(text).toBe('# TYPE y gauge\ny{i="0"} 1\n');
    expect(errors).toEqual(['metric x is not cumulative, left out']);
  });

  it('may change what they are between two collections', () => {
    const kept = new KeptMetrics();
    const { descriptor } = metric('x', gauge);
    const text = (one: MetricData) => {
      const { view } = kept.of(collected({ ...one, descriptor }), []);
      return textOf(writeText(resolveFamilies(view, bare).families));
    };
    const gaugeText = '# TYPE x gauge\nx{i="0"} 1\n';
    const counterText = '# TYPE x_total counter\nx_total{i="0"} 2\n';
    for (let i = 0; i < 3; i++) {
      expect(text(metric('x', gauge, 1))).toBe(gaugeText);
      expect(text(metric('x', gauge, 1))).toBe(gaugeText);
      expect(text(metric('x', sum(), 2))).toBe(counterText);
      expect(text(metric('x', sum(CUMULATIVE, false), 1))).toBe(gaugeText);
      expect(text(metric('x', sum(DELTA), 1))).toBe('');
      expect(text(metric('x', histogram(), buckets([1], [2, 3])))).toContain('le="1"} 2');
      expect(text(metric('x', histogram(), buckets([7], [2, 3])))).toContain('le="7"} 2');
    }
  });

  it('say NaN in protobuf where there is no sum, which would be read as zero', () => {
    const view = liveViewOf(
      collected(metric('x', histogram(), { ...buckets([], [5]), sum: undefined })),
    );
    const bytes = [...writeProtobuf(resolveFamilies(view, bare).families)];
    const [found] = readFamilies(Buffer.concat(bytes.map((chunk) => Buffer.from(chunk))));
    expect(JSON.stringify(found)).toContain('"sample_sum":"NaN"');
  });
});
