import type { Clock } from '../clock.js';
import { PrometheusApiError } from '../errors.js';
import { failed, type Outcome, type Section } from './outcome.js';

/** One run of all queries of a section, at the same time. */
export class Round {
  /** Resolves when every query has an outcome; never rejects. */
  readonly done: Promise<Section>;
  readonly #outcomes: (Outcome | undefined)[];
  readonly #at: number;
  readonly #wall: number;

  constructor(
    queries: readonly string[],
    run: (promql: string, index: number) => Promise<Outcome>,
    clock: Pick<Clock, 'now' | 'wall'>,
  ) {
    this.#at = clock.now();
    this.#wall = clock.wall();
    this.#outcomes = queries.map(() => undefined);
    const all = queries.map(async (promql, index) => {
      this.#outcomes[index] = await run(promql, index);
    });
    this.done = Promise.all(all).then(() => this.sofar(0));
  }

  /** What has come until now; what has not is failed with `OBS_PROMAPI_BUDGET`. */
  sofar(budgetMillis: number): Section {
    const late = new PrometheusApiError(
      'OBS_PROMAPI_BUDGET',
      `No answer within the ${budgetMillis} ms that this endpoint waits. The query goes on, and its answer is kept for the next caller.`,
    );
    const outcomes = this.#outcomes.map((outcome) => outcome ?? failed(late));
    const complete = outcomes.every(({ state }) => state !== 'failed');
    return { outcomes, at: this.#at, wall: this.#wall, complete };
  }
}
