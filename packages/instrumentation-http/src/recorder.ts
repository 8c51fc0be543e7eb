import { type BoundSum, bindSum, createInstrument, fillLabels } from '@obs/semconv';
import type { Meter, UpDownCounter } from '@opentelemetry/api';
import type { HttpServerFamilies } from './families.js';
import { methodNames } from './method.js';
import { describeOutcome, type Outcome } from './outcome.js';
import type { Route } from './route/route.js';
import { SeriesRecorder } from './series.js';

/** Records requests under the given families. */
export class HttpRecorder {
  readonly #families: HttpServerFamilies;
  readonly #ended: SeriesRecorder;
  readonly #active: UpDownCounter | undefined;
  readonly #activeHandles: (BoundSum | undefined)[] = new Array(methodNames.length * 2);

  constructor(meter: Meter, families: HttpServerFamilies) {
    const { active } = families;
    this.#families = families;
    this.#ended = new SeriesRecorder(meter, families);
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
    const series =
      route.series.find(outcome) ??
      this.#ended.make(route.series, outcome, {
        ...describeOutcome(outcome),
        route: route.template,
      });
    this.#ended.record(series, seconds);
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
}
