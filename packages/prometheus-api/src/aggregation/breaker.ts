import type { Clock } from '../clock.js';
import { PrometheusApiError, type PrometheusApiErrorCode } from '../errors.js';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** Milliseconds without calls before one is tried. */
  readonly cooldownMillis: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** Codes that say nothing against the server: it looked at the query, or the caller gave up. */
const harmless: ReadonlySet<PrometheusApiErrorCode> = new Set([
  'OBS_PROMAPI_BAD_QUERY',
  'OBS_PROMAPI_QUERY_FAILED',
  'OBS_PROMAPI_ABORTED',
  'OBS_PROMAPI_TOO_LARGE',
  'OBS_PROMAPI_BUSY',
]);

/**
 * Spares a server that does not answer. After `threshold` failures in a row calls fail at once with
 * `OBS_PROMAPI_CIRCUIT_OPEN`; after the cool-down one call goes through as a probe, and the others of
 * that moment wait for it, so the first round after an outage is a whole one.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #openSince: number | undefined;
  #cause: PrometheusApiError | undefined;
  #probe: Promise<unknown> | undefined;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#openSince === undefined) return this.#watched(call);
    if (this.#probe) {
      await this.#probe;
      if (this.#openSince !== undefined) throw this.#open();
      return this.#watched(call);
    }
    if (this.#options.clock.now() - this.#openSince < this.#options.cooldownMillis) {
      throw this.#open();
    }
    const probing = this.#watched(call);
    this.#probe = probing.then(
      () => {},
      () => {},
    );
    try {
      return await probing;
    } finally {
      this.#probe = undefined;
    }
  }

  async #watched<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      if (error instanceof PrometheusApiError) this.#count(error);
      throw error;
    }
  }

  #close(): void {
    this.#failures = 0;
    this.#openSince = undefined;
    this.#cause = undefined;
  }

  #count(error: PrometheusApiError): void {
    if (error.code === 'OBS_PROMAPI_ABORTED' || error.code === 'OBS_PROMAPI_BUSY') return;
    if (harmless.has(error.code)) {
      this.#close();
      return;
    }
    this.#failures += 1;
    if (this.#failures < this.#options.threshold) return;
    this.#openSince = this.#options.clock.now();
    this.#cause = error;
  }

  #open(): PrometheusApiError {
    const cause = this.#cause;
    const seconds = this.#options.cooldownMillis / 1000;
    return new PrometheusApiError(
      'OBS_PROMAPI_CIRCUIT_OPEN',
      `Not asked: the last ${this.#options.threshold} calls failed, so Prometheus is left alone for ${seconds} s. The last: ${cause?.message ?? ''}`,
      { cause, late: cause?.late ?? false },
    );
  }
}
