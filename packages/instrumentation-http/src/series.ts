import {
  type BoundHistogram,
  type BoundSum,
  bindHistogram,
  bindSum,
  createInstrument,
  type FilledLabels,
  fillLabels,
  type InstrumentOf,
  type MetricKind,
} from '@obs/semconv';
import type { AttributeValue, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { HttpFamily } from './families.js';

/** The handles of the families of one set of dimensions. */
export interface Series {
  readonly requests: BoundSum | undefined;
  readonly duration: BoundHistogram | undefined;
}

/**
 * Series whose handles an instrumentation keeps. Past it, series are looked up by the engine again
 * for each request: slower by its lookup, and memory stays bounded.
 */
export const maxKeptSeries = 5_000;

/** A family's instrument, with the label that each dimension goes to. */
export interface Recorded<Instrument> {
  readonly instrument: Instrument;
  readonly labels: FilledLabels;
}

/** The instrument of a family; undefined when the family is left out. */
export function recorded<Kind extends MetricKind>(
  meter: Meter,
  family: HttpFamily<Kind, FilledLabels> | undefined,
): Recorded<InstrumentOf<Kind>> | undefined {
  return family && { instrument: createInstrument(meter, family.metric), labels: family.labels };
}

/** Binds the families to one set of dimensions. */
export function bindSeries(
  requests: Recorded<Counter> | undefined,
  duration: Recorded<Histogram> | undefined,
  dimensions: Readonly<Record<string, AttributeValue | undefined>>,
): Series {
  return {
    requests: requests && bindSum(requests.instrument, fillLabels(requests.labels, dimensions)),
    duration:
      duration && bindHistogram(duration.instrument, fillLabels(duration.labels, dimensions)),
  };
}
