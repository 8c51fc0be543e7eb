import { createRequire } from 'node:module';
import { MeterProvider } from '@obs/sdk-metrics';
import {
  AggregationType,
  MetricReader,
  MeterProvider as OfficialMeterProvider,
} from '@opentelemetry/sdk-metrics';

const require = createRequire(import.meta.url);

export const limit = 200_000;

class Reader extends MetricReader {
  constructor() {
    super({ cardinalitySelector: () => limit });
  }
  async onForceFlush() {}
  async onShutdown() {}
}

/** Upper bounds of the histograms: the eleven of an HTTP server. */
export const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Lines that are given their label names when a metric is made, the prom-client family. */
const promLines = ['prom-client', '@prometheus-io/client', '@platformatic/prom-client'];

/**
 * Everything that is compared. `create(kind, keys, name)` makes an instrument; `style` says how the
 * driver calls it; `total()` reads back what was recorded: `{ series, total }`.
 */
export function makeCandidates() {
  const candidates = [
    floor('floor', 'floor'),
    floor('floor with literal', 'sink'),
    otel('ours', 'open'),
    otel('ours', 'declared'),
    otel('ours', 'bound'),
    otel('official', 'open'),
  ];
  for (const line of promLines) {
    candidates.push(prom(line, false), prom(line, true));
  }
  return candidates;
}

/**
 * A function that does nothing and is too long for V8 to put into its caller's code: what a caller
 * makes for any call, its own literal and a box of 16 bytes for a fraction.
 */
export function emptyCall() {
  return floor('empty call', 'call');
}

function floor(name, style) {
  const sums = [];
  return {
    name,
    style,
    create() {
      const cell = { value: 0.5, add: undefined };
      cell.value = 0;
      sums.push(cell);
      return cell;
    },
    async total() {
      return { series: undefined, total: sums.reduce((sum, cell) => sum + cell.value, 0) };
    },
  };
}

function otel(engine, mode) {
  const reader = new Reader();
  const views = [
    {
      instrumentName: 'exponential*',
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
      aggregationCardinalityLimit: limit,
    },
  ];
  const options = { readers: [reader], views };
  const provider =
    engine === 'ours' ? new MeterProvider(options) : new OfficialMeterProvider(options);
  const meter = provider.getMeter('benchmark');
  return {
    name: engine === 'official' ? 'official' : `ours ${mode}`,
    style: mode === 'bound' ? 'otel bound' : 'otel',
    create(kind, keys, name) {
      const advice = { aggregationCardinalityLimit: limit };
      if (mode !== 'open') advice.attributes = keys;
      if (kind === 'histogram') advice.explicitBucketBoundaries = bounds;
      switch (kind) {
        case 'counter':
          return meter.createCounter(name, { advice });
        case 'gauge':
          return meter.createGauge(name, { advice });
        default:
          return meter.createHistogram(name, { advice });
      }
    },
    bind: (instrument, attributes) => instrument.bind(attributes),
    async total() {
      let series = 0;
      let total = 0;
      const { resourceMetrics } = await reader.collect();
      for (const { metrics } of resourceMetrics.scopeMetrics) {
        for (const { dataPoints } of metrics) {
          series += dataPoints.length;
          for (const { value } of dataPoints)
            total += typeof value === 'number' ? value : value.count;
        }
      }
      return { series, total };
    },
  };
}

function prom(line, bound) {
  const client = require(line);
  const registry = new client.Registry();
  const metrics = [];
  return {
    name: bound ? `${line} bound` : line,
    style: bound ? 'prom bound' : 'prom',
    supports: (kind) => kind !== 'exponential',
    create(kind, keys, name) {
      const options = { name, help: name, labelNames: keys, registers: [registry] };
      const metric =
        kind === 'counter'
          ? new client.Counter(options)
          : kind === 'gauge'
            ? new client.Gauge(options)
            : new client.Histogram({ ...options, buckets: bounds });
      metrics.push(metric);
      return metric;
    },
    bind: (metric, attributes) => metric.labels(attributes),
    async total() {
      let series = 0;
      let total = 0;
      for (const metric of metrics) {
        const { values } = await metric.get();
        for (const { metricName, value } of values) {
          if (metricName !== undefined && !metricName.endsWith('_count')) continue;
          series++;
          total += value;
        }
      }
      return { series, total };
    },
  };
}
