import type { LiveFamily, LiveScope, LiveSeries, LiveView } from '@obs/metrics-model';
import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
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
      const delta = metric.aggregationTemporality !== AggregationTemporality.CUMULATIVE;
      if (delta && metric.dataPointType !== DataPointType.GAUGE) {
        problems.push(new Error(`metric ${metric.descriptor.name} is not cumulative, left out`));
      } else {
        families.push(familyOf(metric));
      }
    }
    return { scope, families };
  });
  return { resource: resourceMetrics.resource, scopes, errors: problems };
}

function familyOf(metric: MetricData): LiveFamily {
  const { name, description, unit, valueType } = metric.descriptor;
  const series = seriesOf(metric);
  return {
    name,
    description,
    unit,
    valueType: valueType ?? ValueType.DOUBLE,
    kind: kindOf(metric),
    monotonic: metric.dataPointType === DataPointType.SUM && metric.isMonotonic,
    boundaries:
      metric.dataPointType === DataPointType.HISTOGRAM
        ? (metric.dataPoints[0]?.value.buckets.boundaries ?? [])
        : [],
    series: () => series,
    slots: undefined,
  };
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

function seriesOf(metric: MetricData): LiveSeries[] {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      return metric.dataPoints.map(({ attributes, startTime, value }) => ({
        attributes,
        startTime,
        removed: false,
        slots: undefined,
        value,
      }));
    case DataPointType.HISTOGRAM:
      return metric.dataPoints.map(({ attributes, startTime, value }) => ({
        attributes,
        startTime,
        removed: false,
        slots: undefined,
        count: value.count,
        sum: value.sum ?? Number.NaN,
        min: value.min,
        max: value.max,
        bucketCounts: value.buckets.counts,
      }));
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return metric.dataPoints.map(({ attributes, startTime, value }) => ({
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
      }));
  }
}
