import { PrometheusApiError } from '../errors.js';

/**
 * Lets a limited number of calls through at a time; a limited number waits for its turn, in order.
 * Beyond that a call fails with `OBS_PROMAPI_BUSY`.
 */
export class Gate {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(places: number, maxWaiting: number) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#places) this.#inside += 1;
    else await this.#turn();
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, so nobody can slip in between.
      if (next) next();
      else this.#inside -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new PrometheusApiError(
        'OBS_PROMAPI_BUSY',
        `${this.#places} queries are running and ${this.#maxWaiting} are waiting. Try again later.`,
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
