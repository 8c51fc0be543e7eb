import type { MetricKind } from '@obs/prometheus-names';
import type {
  Attributes,
  Counter,
  Gauge,
  Histogram,
  Meter,
  MetricOptions,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';
import type { CompleteMetric } from './catalog.js';

interface Instruments<A extends Attributes> {
  counter: Counter<A>;
  updowncounter: UpDownCounter<A>;
  gauge: Gauge<A>;
  histogram: Histogram<A>;
  observablecounter: ObservableCounter<A>;
  observableupdowncounter: ObservableUpDownCounter<A>;
  observablegauge: ObservableGauge<A>;
}

/** The OpenTelemetry instrument that a kind names. */
export type InstrumentOf<
  K extends MetricKind,
  A extends Attributes = Attributes,
> = Instruments<A>[K];

/**
 * Creates the OpenTelemetry instrument of a family on any meter: name, unit, description, bounds as
 * `advice.explicitBucketBoundaries`, declared keys as `advice.attributes`, and the series limit as
 * `advice.aggregationCardinalityLimit` (the last two are for engines that know them and harmless to others).
 *
 * It is a plain instrument: nothing is checked at run time and no zero series are made; for that
 * use `instruments()` of `@obs/core`.
 */
export function createInstrument<K extends MetricKind>(
  meter: Meter,
  metric: CompleteMetric<K>,
): InstrumentOf<K> {
  const options = {
    description: metric.description,
    unit: metric.unit,
    advice: {
      ...(metric.kind === 'histogram' ? { explicitBucketBoundaries: [...metric.buckets] } : {}),
      attributes: Object.keys(metric.labels),
      // The engine counts the overflow series on top, `maxSeries` counts it in.
      aggregationCardinalityLimit: metric.maxSeries - 1,
    },
  } as MetricOptions;
  const creators: { [P in MetricKind]: () => Instruments<Attributes>[P] } = {
    counter: () => meter.createCounter(metric.name, options),
    updowncounter: () => meter.createUpDownCounter(metric.name, options),
    gauge: () => meter.createGauge(metric.name, options),
    histogram: () => meter.createHistogram(metric.name, options),
    observablecounter: () => meter.createObservableCounter(metric.name, options),
    observableupdowncounter: () => meter.createObservableUpDownCounter(metric.name, options),
    observablegauge: () => meter.createObservableGauge(metric.name, options),
  };
  return creators[metric.kind]() as InstrumentOf<K>;
}
