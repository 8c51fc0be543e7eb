import { type BoundSum, bindSum, createInstrument, fillLabels } from '@obs/semconv';
import type { Meter, UpDownCounter } from '@opentelemetry/api';
import type { HttpClientFamilies } from '../families.js';
import { methodNames } from '../method.js';
import { SeriesRecorder } from '../series.js';
import type { Origin } from './origin.js';
import { type ClientOutcome, describeClientOutcome, type ErrorTypes } from './outcome.js';

/** Records requests that this process sent under the given families. */
export class HttpClientRecorder {
  readonly #families: HttpClientFamilies;
  readonly #errors: ErrorTypes;
  readonly #ended: SeriesRecorder;
  readonly #active: UpDownCounter | undefined;
  readonly #activeHandles = new WeakMap<Origin, (BoundSum | undefined)[]>();

  constructor(meter: Meter, families: HttpClientFamilies, errors: ErrorTypes) {
    const { active } = families;
    this.#families = families;
    this.#errors = errors;
    this.#ended = new SeriesRecorder(meter, families);
    this.#active = active && createInstrument(meter, active.metric);
  }

  /** Moves the number of requests in flight to a server by 1 or -1. */
  moveActive(by: 1 | -1, origin: Origin, method: number): void {
    if (this.#active === undefined) return;
    let handles = this.#activeHandles.get(origin);
    if (handles === undefined) {
      handles = new Array(methodNames.length);
      this.#activeHandles.set(origin, handles);
    }
    handles[method] ??= bindSum(
      this.#active,
      fillLabels(this.#families.active?.labels ?? {}, {
        ...dimensionsOf(origin),
        method: methodNames[method],
      }),
    );
    handles[method].add(by);
  }

  /** Counts one ended request. `seconds` is its duration. */
  record(origin: Origin, outcome: ClientOutcome, seconds: number): void {
    const series =
      origin.series.find(outcome) ??
      this.#ended.make(origin.series, outcome, {
        ...describeClientOutcome(outcome, this.#errors),
        ...dimensionsOf(origin),
      });
    this.#ended.record(series, seconds);
  }
}

function dimensionsOf({ address, port, secure }: Origin) {
  return { serverAddress: address, serverPort: port, scheme: secure ? 'https' : 'http' };
}
