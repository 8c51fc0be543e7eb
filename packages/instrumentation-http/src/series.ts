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
interface Series {
  readonly requests: BoundSum | undefined;
  readonly duration: BoundHistogram | undefined;
}

/** The series that were recorded under one route, or one server, by their packed outcome. */
export class KeptSeries {
  readonly #all = new Map<number, Series>();
  // Most requests to a route end as the one before.
  #lastOutcome = -1;
  #last: Series | undefined;

  find(outcome: number): Series | undefined {
    return outcome === this.#lastOutcome ? this.#last : this.#lookUp(outcome);
  }

  keep(outcome: number, series: Series): void {
    this.#all.set(outcome, series);
  }

  #lookUp(outcome: number): Series | undefined {
    const series = this.#all.get(outcome);
    if (series !== undefined) {
      this.#lastOutcome = outcome;
      this.#last = series;
    }
    return series;
  }
}

/**
 * Series whose handles an instrumentation keeps. Past it, series are looked up by the engine again
 * for each request: slower by its lookup, and memory stays bounded.
 */
const maxKeptSeries = 5_000;

type Dimensions = Readonly<Record<string, AttributeValue | undefined>>;

/** Records ended requests. Attribute objects are built once a series. */
export class SeriesRecorder {
  readonly #requests: Recorded<Counter> | undefined;
  readonly #duration: Recorded<Histogram> | undefined;
  #kept = 0;

  constructor(meter: Meter, families: EndFamilies) {
    this.#requests = recorded(meter, families.requests);
    this.#duration = recorded(meter, families.duration);
  }

  /** Counts a request in a series. `seconds` is its duration. */
  record(series: Series, seconds: number): void {
    series.requests?.add(1);
    series.duration?.record(seconds);
  }

  /** Makes the series of one set of dimensions, and keeps it as far as the limit allows. */
  make(place: KeptSeries, outcome: number, dimensions: Dimensions): Series {
    const requests = this.#requests;
    const duration = this.#duration;
    const series = {
      requests: requests && bindSum(requests.instrument, fillLabels(requests.labels, dimensions)),
      duration:
        duration && bindHistogram(duration.instrument, fillLabels(duration.labels, dimensions)),
    };
    if (this.#kept < maxKeptSeries) {
      this.#kept += 1;
      place.keep(outcome, series);
    }
    return series;
  }
}

/** The families that are recorded when a request has ended, of either side. */
interface EndFamilies {
  readonly requests?: HttpFamily<'counter', FilledLabels>;
  readonly duration?: HttpFamily<'histogram', FilledLabels>;
}

/** A family's instrument, with the label that each dimension goes to. */
interface Recorded<Instrument> {
  readonly instrument: Instrument;
  readonly labels: FilledLabels;
}

/** The instrument of a family; undefined when the family is left out. */
function recorded<Kind extends MetricKind>(
  meter: Meter,
  family: HttpFamily<Kind, FilledLabels> | undefined,
): Recorded<InstrumentOf<Kind>> | undefined {
  return family && { instrument: createInstrument(meter, family.metric), labels: family.labels };
}
