import { type Attributes, diag } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationType,
  InstrumentType,
} from '@opentelemetry/sdk-metrics';
import type { InstrumentDescriptor } from './descriptor.js';
import { ExponentialSeries } from './exponential.js';
import { HistogramSeries, histogramClass } from './histogram.js';
import { GaugeSeries, type Series, SumSeries } from './series.js';

/** An aggregation with nothing left to default. `drop` makes no stream. */
export type Aggregation =
  | { readonly kind: 'drop' }
  | { readonly kind: 'sum'; readonly monotonic: boolean }
  | { readonly kind: 'gauge' }
  | {
      readonly kind: 'histogram';
      readonly boundaries: readonly number[];
      readonly recordMinMax: boolean;
    }
  | {
      readonly kind: 'exponentialHistogram';
      readonly maxSize: number;
      readonly recordMinMax: boolean;
    };

// metrics/sdk.md, "Explicit Bucket Histogram Aggregation".
const defaultBoundaries: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
];

export function isObservable(type: InstrumentType): boolean {
  return (
    type === InstrumentType.OBSERVABLE_COUNTER ||
    type === InstrumentType.OBSERVABLE_GAUGE ||
    type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
  );
}

/** Instruments of these kinds take negative values, so a histogram of them has no meaningful sum. */
export function takesNegatives(type: InstrumentType): boolean {
  return (
    type === InstrumentType.GAUGE ||
    type === InstrumentType.UP_DOWN_COUNTER ||
    type === InstrumentType.OBSERVABLE_GAUGE ||
    type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
  );
}

/** Source: metrics/sdk.md, "Default Aggregation" and "Sum Aggregation". */
export function resolveAggregation(
  option: AggregationOption,
  instrument: InstrumentDescriptor,
): Aggregation {
  const { type } = instrument;
  switch (option.type) {
    case AggregationType.DROP:
      return { kind: 'drop' };
    case AggregationType.SUM:
      return { kind: 'sum', monotonic: !takesNegatives(type) };
    case AggregationType.LAST_VALUE:
      return { kind: 'gauge' };
    case AggregationType.EXPLICIT_BUCKET_HISTOGRAM:
      return explicit(option.options?.boundaries, option.options?.recordMinMax);
    case AggregationType.EXPONENTIAL_HISTOGRAM:
      return {
        kind: 'exponentialHistogram',
        maxSize: Math.max(2, option.options?.maxSize ?? 160),
        recordMinMax: option.options?.recordMinMax ?? true,
      };
    default:
      break;
  }
  switch (type) {
    case InstrumentType.HISTOGRAM:
      return explicit(instrument.advice.explicitBucketBoundaries, undefined);
    case InstrumentType.GAUGE:
    case InstrumentType.OBSERVABLE_GAUGE:
      return { kind: 'gauge' };
    default:
      return { kind: 'sum', monotonic: !takesNegatives(type) };
  }
}

/** The specification's example of a view that cannot be applied: buckets for an observable instrument. */
export function suits(aggregation: Aggregation, instrument: InstrumentDescriptor): boolean {
  if (!isObservable(instrument.type) || !/histogram/i.test(aggregation.kind)) return true;
  diag.warn(
    `A view asks for a histogram of the observable instrument "${instrument.name}", which reports ` +
      'totals or levels and not single measurements. The view is not applied to it: record into a ' +
      'Histogram instead, or let the view select synchronous instruments only.',
  );
  return false;
}

function explicit(
  boundaries: readonly number[] | undefined,
  recordMinMax: boolean | undefined,
): Aggregation {
  const sorted = boundaries?.filter(Number.isFinite).sort((a, b) => a - b) ?? defaultBoundaries;
  return {
    kind: 'histogram',
    boundaries: [...new Set(sorted)],
    recordMinMax: recordMinMax ?? true,
  };
}

export type SeriesMaker = (attributes: Attributes, startMillis: number) => Series;

/** Gives the function that makes an empty series of this aggregation. */
export function seriesMaker(aggregation: Aggregation, compile: boolean): SeriesMaker {
  switch (aggregation.kind) {
    case 'histogram': {
      const boundaries = Float64Array.from(aggregation.boundaries);
      const { recordMinMax } = aggregation;
      const Class = compile ? histogramClass(aggregation.boundaries) : HistogramSeries;
      return (attributes, start) => new Class(attributes, start, boundaries, recordMinMax);
    }
    case 'exponentialHistogram': {
      const { maxSize, recordMinMax } = aggregation;
      return (attributes, start) => new ExponentialSeries(attributes, start, maxSize, recordMinMax);
    }
    case 'gauge':
      return (attributes, start) => new GaugeSeries(attributes, start);
    default:
      return (attributes, start) => new SumSeries(attributes, start);
  }
}
