import type { LiveFamily, LiveScope, LiveSeries, LiveView } from '@obs/metrics-model';
import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/**
 * Shows official `ResourceMetrics` as a live view, so that everything behind it knows one shape.
 * Costs one object per data point. Metrics that are not cumulative are left out and reported in
 * `errors`: a scrape cannot show them. Source: OpenTelemetry "Prometheus and OpenMetrics
 * Compatibility", Sums and Histograms.
 */
export function liveViewOf(
  resourceMetrics: ResourceMetrics,
  errors: readonly unknown[] = [],
): LiveView {
  const problems = [...errors];
  const scopes: LiveScope[] = resourceMetrics.scopeMetrics.map(({ scope, metrics }) => {
    const families: LiveFamily[] = [];
    for (const metric of metrics) {
      if (isShown(metric)) families.push(...familiesOf(metric));
      else problems.push(notCumulative(metric));
    }
    return { scope, families };
  });
  return { resource: resourceMetrics.resource, scopes, errors: problems };
}

/** False for what a scrape cannot show: metrics that are neither cumulative nor gauges. */
export function isShown({ aggregationTemporality, dataPointType }: MetricData): boolean {
  return (
    aggregationTemporality === AggregationTemporality.CUMULATIVE ||
    dataPointType === DataPointType.GAUGE
  );
}

export function notCumulative({ descriptor }: MetricData): Error {
  return new Error(`metric ${descriptor.name} is not cumulative, left out`);
}

/** Several when points have bounds of their own: the official SDK makes no such metrics, a producer may. */
function familiesOf(metric: MetricData): LiveFamily[] {
  if (metric.dataPointType !== DataPointType.HISTOGRAM || sharesBoundaries(metric)) {
    return [familyOf(metric)];
  }
  const alike = new Map<string, DataPoint<Histogram>[]>();
  for (const point of metric.dataPoints) {
    const key = point.value.buckets.boundaries.join();
    const points = alike.get(key);
    if (points) points.push(point);
    else alike.set(key, [point]);
  }
  return [...alike.values()].map((dataPoints) => familyOf({ ...metric, dataPoints }));
}

/** True when all points of a metric have the bounds of the first. */
export function sharesBoundaries(metric: MetricData): boolean {
  if (metric.dataPointType !== DataPointType.HISTOGRAM) return true;
  const first = metric.dataPoints[0]?.value.buckets.boundaries ?? noBoundaries;
  return metric.dataPoints.every(({ value }) => sameNumbers(value.buckets.boundaries, first));
}

export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((number, i) => number === b[i]));
}

function familyOf(metric: MetricData): LiveFamily {
  const series = seriesOf(metric);
  return { ...metadataOf(metric), series: () => series, slots: undefined };
}

/** What a family says of itself. */
export function metadataOf(metric: MetricData): Omit<LiveFamily, 'series' | 'slots'> {
  const { name, description, unit, valueType } = metric.descriptor;
  return {
    name,
    description,
    unit,
    valueType: valueType ?? ValueType.DOUBLE,
    kind: kindOf(metric),
    monotonic: isMonotonic(metric),
    boundaries: boundariesOf(metric) ?? noBoundaries,
  };
}

const noBoundaries: readonly number[] = [];

export function isMonotonic(metric: MetricData): boolean {
  return metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
}

/** Those of the first point, without infinity; nothing when there are none. */
export function boundariesOf(metric: MetricData): readonly number[] | undefined {
  if (metric.dataPointType !== DataPointType.HISTOGRAM) return undefined;
  const bounds = metric.dataPoints[0]?.value.buckets.boundaries;
  return bounds?.at(-1) === Number.POSITIVE_INFINITY ? bounds.slice(0, -1) : bounds;
}

function kindOf(metric: MetricData): LiveFamily['kind'] {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return 'sum';
    case DataPointType.GAUGE:
      return 'gauge';
    case DataPointType.HISTOGRAM:
      return 'histogram';
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return 'exponentialHistogram';
  }
}

/** A series that `update` can bring up to date. */
export type CopiedSeries = { -readonly [K in keyof LiveSeries]: LiveSeries[K] };

/** The data points from `from` on as series. */
export function seriesOf(metric: MetricData, from = 0): CopiedSeries[] {
  const { dataPoints } = metric;
  const list: CopiedSeries[] = [];
  for (let i = from; i < dataPoints.length; i++) list.push(seriesAt(metric, i));
  return list;
}

export function seriesAt(metric: MetricData, index: number): CopiedSeries {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE: {
      const { attributes, startTime, value } = metric.dataPoints[index] as DataPoint<number>;
      return { attributes, startTime, removed: false, slots: undefined, value };
    }
    case DataPointType.HISTOGRAM: {
      const { attributes, startTime, value } = metric.dataPoints[index] as DataPoint<Histogram>;
      return {
        attributes,
        startTime,
        removed: false,
        slots: undefined,
        count: value.count,
        sum: value.sum ?? Number.NaN,
        min: value.min,
        max: value.max,
        bucketCounts: value.buckets.counts,
      };
    }
    case DataPointType.EXPONENTIAL_HISTOGRAM: {
      const point = metric.dataPoints[index] as DataPoint<ExponentialHistogram>;
      const { attributes, startTime, value } = point;
      return {
        attributes,
        startTime,
        removed: false,
        slots: undefined,
        count: value.count,
        sum: value.sum ?? Number.NaN,
        min: value.min,
        max: value.max,
        scale: value.scale,
        zeroCount: value.zeroCount,
        zeroThreshold: 0,
        positive: { offset: value.positive.offset, counts: value.positive.bucketCounts },
        negative: { offset: value.negative.offset, counts: value.negative.bucketCounts },
      };
    }
  }
}

/** Gives a series, made of a point of such a metric, what another point of it has. */
export function update(series: CopiedSeries, metric: MetricData, index: number): void {
  if (metric.dataPointType === DataPointType.SUM || metric.dataPointType === DataPointType.GAUGE) {
    const { startTime, value } = metric.dataPoints[index] as DataPoint<number>;
    series.startTime = startTime;
    series.value = value;
  } else Object.assign(series, seriesAt(metric, index));
}
