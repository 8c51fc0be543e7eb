import type { LiveExemplar } from '@obs/metrics-model';
import type { HrTime } from '@opentelemetry/api';
import {
  type AggregationTemporality,
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
  type MetricDescriptor,
} from '@opentelemetry/sdk-metrics';
import { ExponentialSeries } from './exponential.js';
import { HistogramSeries } from './histogram.js';
import type { Series, SumSeries } from './series.js';
import type { Stream } from './stream.js';

/** A data point with the exemplars of its series. Official exporters ignore the field they do not know. */
export interface ExemplarDataPoint<T> extends DataPoint<T> {
  readonly exemplars?: readonly LiveExemplar[];
}

/** What a data point says, at one time of one series. */
export type PointValue = number | Histogram | ExponentialHistogram;

/** The value of a series as official exporters read it. Nothing in it changes later. */
export function pointValue(stream: Stream, series: Series): PointValue {
  if (series instanceof HistogramSeries) return histogramValue(stream, series);
  if (series instanceof ExponentialSeries) return exponentialValue(stream, series);
  return (series as SumSeries).value;
}

export function makePoint<T extends PointValue>(
  series: Series,
  startTime: HrTime,
  endTime: HrTime,
  value: T,
): ExemplarDataPoint<T> {
  if (series.reservoir === undefined) {
    return { startTime, endTime, attributes: series.attributes, value };
  }
  const exemplars = series.reservoir.collect();
  return { startTime, endTime, attributes: series.attributes, value, exemplars };
}

/** Wraps the points of one stream. */
export function toMetricData(
  stream: Stream,
  temporality: AggregationTemporality,
  points: ExemplarDataPoint<PointValue>[],
): MetricData {
  const common = { descriptor: describe(stream), aggregationTemporality: temporality };
  switch (stream.kind) {
    case 'sum':
      return {
        ...common,
        dataPointType: DataPointType.SUM,
        dataPoints: points as DataPoint<number>[],
        isMonotonic: stream.monotonic,
      };
    case 'gauge':
      return {
        ...common,
        dataPointType: DataPointType.GAUGE,
        dataPoints: points as DataPoint<number>[],
      };
    case 'histogram':
      return {
        ...common,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: points as DataPoint<Histogram>[],
      };
    default:
      return {
        ...common,
        dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
        dataPoints: points as DataPoint<ExponentialHistogram>[],
      };
  }
}

/** The official descriptor, and the instrument type that some official exporters look for. */
function describe(stream: Stream): MetricDescriptor {
  const descriptor = {
    name: stream.name,
    description: stream.description,
    unit: stream.unit,
    valueType: stream.valueType,
    type: stream.config.instrumentType,
  };
  return descriptor;
}

function histogramValue(stream: Stream, series: HistogramSeries): Histogram {
  const counts = series.bucketCounts.slice();
  let count = 0;
  for (let i = 0; i < counts.length; i++) count += counts[i] as number;
  const value = {
    buckets: { boundaries: stream.boundaries as number[], counts },
    count,
    sum: stream.hasSum ? series.sum : undefined,
    min: series.min,
    max: series.max,
  };
  return value as Histogram;
}

function exponentialValue(stream: Stream, series: ExponentialSeries): ExponentialHistogram {
  const { positive, negative } = series;
  const value = {
    count: series.count,
    sum: stream.hasSum ? series.sum : undefined,
    scale: series.scale,
    zeroCount: series.zeroCount,
    positive: { offset: positive.offset, bucketCounts: positive.counts.slice() },
    negative: { offset: negative.offset, bucketCounts: negative.counts.slice() },
    min: series.min,
    max: series.max,
  };
  return value as ExponentialHistogram;
}

/** What happened between two values of one series. Minimum and maximum of the interval are not known. */
export function difference(now: PointValue, before: PointValue | undefined): PointValue {
  if (before === undefined) return now;
  if (typeof now === 'number') return now - (before as number);
  const sum = now.sum === undefined ? {} : { sum: now.sum - ((before as Histogram).sum ?? 0) };
  const count = now.count - (before as Histogram).count;
  if ('buckets' in now) {
    const earlier = (before as Histogram).buckets.counts;
    const counts = now.buckets.counts.map((value, i) => value - (earlier[i] ?? 0));
    return { buckets: { boundaries: now.buckets.boundaries, counts }, count, ...sum };
  }
  const earlier = before as ExponentialHistogram;
  const steps = earlier.scale - now.scale;
  return {
    count,
    ...sum,
    scale: now.scale,
    zeroCount: now.zeroCount - earlier.zeroCount,
    positive: subtractBuckets(now.positive, earlier.positive, steps),
    negative: subtractBuckets(now.negative, earlier.negative, steps),
  };
}

type Buckets = ExponentialHistogram['positive'];

function subtractBuckets(now: Buckets, before: Buckets, steps: number): Buckets {
  const bucketCounts = now.bucketCounts.slice();
  for (let i = 0; i < before.bucketCounts.length; i++) {
    const target = ((before.offset + i) >> steps) - now.offset;
    bucketCounts[target] = (bucketCounts[target] ?? 0) - (before.bucketCounts[i] as number);
  }
  return { offset: now.offset, bucketCounts };
}
