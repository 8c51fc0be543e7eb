import { type BoundSum, bindSum, createInstrument, fillLabels } from '@obs/semconv';
import type { Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import type { HttpServerFamilies } from './families.js';
import { methodNames } from './method.js';
import { describeOutcome, type Outcome } from './outcome.js';
import type { Route } from './route/route.js';
import { bindSeries, maxKeptSeries, type Recorded, recorded, type Series } from './series.js';

/** Records requests under the given families. Attribute objects are built once a series. */
export class HttpRecorder {
  readonly #families: HttpServerFamilies;
  readonly #requests: Recorded<Counter> | undefined;
  readonly #duration: Recorded<Histogram> | undefined;
  readonly #active: UpDownCounter | undefined;
  readonly #activeHandles: (BoundSum | undefined)[] = new Array(methodNames.length * 2);
  #kept = 0;

  constructor(meter: Meter, families: HttpServerFamilies) {
    const { requests, duration, active } = families;
    this.#families = families;
    this.#requests = recorded(meter, requests);
    this.#duration = recorded(meter, duration);
    this.#active = active && createInstrument(meter, active.metric);
  }

  /** Moves the number of requests in flight by 1 or -1. */
  moveActive(by: 1 | -1, method: number, secure: boolean): void {
    if (this.#active === undefined) return;
    const index = method * 2 + (secure ? 1 : 0);
    const handle = this.#activeHandles[index] ?? this.#bindActive(this.#active, index);
    handle.add(by);
  }

  /** Counts one ended request. `seconds` is its duration. */
  record(route: Route, outcome: Outcome, seconds: number): void {
    const series = route.series.get(outcome) ?? this.#series(route, outcome);
    series.requests?.add(1);
    series.duration?.record(seconds);
  }

  #bindActive(active: UpDownCounter, index: number): BoundSum {
    const method = methodNames[index >> 1] as string;
    const scheme = (index & 1) === 1 ? 'https' : 'http';
    const handle = bindSum(
      active,
      fillLabels(this.#families.active?.labels ?? {}, { method, scheme }),
    );
    this.#activeHandles[index] = handle;
    return handle;
  }

  #series(route: Route, outcome: Outcome): Series {
    const dimensions = { ...describeOutcome(outcome), route: route.template };
    const series = bindSeries(this.#requests, this.#duration, dimensions);
    if (this.#kept < maxKeptSeries) {
      this.#kept += 1;
      route.series.set(outcome, series);
    }
    return series;
  }
}
