import type { Attributes, Counter, Histogram, UpDownCounter } from '@opentelemetry/api';

/** A sum with its attributes chosen. */
export interface BoundSum {
  add(value: number): void;
}

/** A histogram with its attributes chosen. */
export interface BoundHistogram {
  record(value: number): void;
}

/** Engines that follow metrics/api.md#bind have this method; one that has not is called directly. */
type Bindable<Bound> = { bind?: (attributes: Attributes) => Bound };

/**
 * The bound handle of a counter, or one made of the counter and the attributes, which it keeps.
 * Source: OpenTelemetry specification, metrics/api.md, "bind".
 */
export function bindSum(instrument: Counter | UpDownCounter, attributes: Attributes): BoundSum {
  const { bind } = instrument as Bindable<BoundSum>;
  if (typeof bind === 'function') return bind.call(instrument, attributes);
  return { add: (value) => instrument.add(value, attributes) };
}

/** The same for a histogram. */
export function bindHistogram(instrument: Histogram, attributes: Attributes): BoundHistogram {
  const { bind } = instrument as Bindable<BoundHistogram>;
  if (typeof bind === 'function') return bind.call(instrument, attributes);
  return { record: (value) => instrument.record(value, attributes) };
}
