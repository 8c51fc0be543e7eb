export type { BoundAmount, BoundChange, BoundHistogram, BoundLevel } from './bound.js';
export type { Clock } from './clock.js';
export type { InstrumentAdvice, InstrumentOptions } from './descriptor.js';
export { errorCodes, MetricsError, type MetricsErrorCode } from './errors.js';
export {
  AlignedHistogramBucketExemplarReservoir,
  type ExemplarFilter,
  type ExemplarReservoir,
  type ExemplarReservoirFactory,
  type ReservoirOptions,
  SimpleFixedSizeExemplarReservoir,
} from './exemplar.js';
export type { Counter, Gauge, Histogram, UpDownCounter } from './instrument.js';
export type { Meter } from './meter.js';
export type { ObservableInstrument } from './observable.js';
export type { ExemplarDataPoint } from './points.js';
export { MeterProvider, type MeterProviderOptions } from './provider.js';
export type { ViewOptions } from './view.js';
