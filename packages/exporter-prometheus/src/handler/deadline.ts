import { type HandlerRequest, headerOf } from './types.js';

export interface TimeoutOptions {
  /** Milliseconds that a scrape may take when it says nothing itself. Default 30,000. */
  readonly timeoutMillis?: number;
  /** Taken off what the scrape says, for the way back. Default 500. */
  readonly offsetMillis?: number;
}

// A scraper that asks for less than this gets this much; it would get nothing otherwise.
const minimumMillis = 100;

/**
 * Milliseconds that a scrape may take: what `X-Prometheus-Scrape-Timeout-Seconds` says less the
 * offset, and never more than `timeoutMillis`.
 */
export function timeoutOf(request: HandlerRequest, options: TimeoutOptions): number {
  const { timeoutMillis = 30_000, offsetMillis = 500 } = options;
  const said = Number(headerOf(request, 'x-prometheus-scrape-timeout-seconds'));
  if (!Number.isFinite(said) || said <= 0) return timeoutMillis;
  return Math.min(timeoutMillis, Math.max(minimumMillis, said * 1000 - offsetMillis));
}

interface Waiting {
  /** On the clock of `performance.now()`. */
  readonly until: number;
  readonly late: () => void;
}

// Timers count whole milliseconds and may come one early.
const early = 1;

/**
 * Waits for promises, each until its own deadline, with one timer for all. The timer stays when what it
 * was set for has come in time: setting and clearing one for every scrape cost 2 µs of a small one. It
 * does not keep the process alive.
 */
export class Deadlines {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  /** What the promise gives, or a rejection that says so `millis` after `start`. */
  within<T>(promise: Promise<T>, start: number, millis: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        until: start + millis,
        late: () => reject(new Error(`not finished in ${millis} ms`)),
      };
      this.#waiting.add(waiting);
      if (waiting.until < this.#due) this.#arm(waiting.until);
      promise.then(
        (value) => {
          this.#waiting.delete(waiting);
          resolve(value);
        },
        (error) => {
          this.#waiting.delete(waiting);
          reject(error);
        },
      );
    });
  }

  #arm(due: number): void {
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#fire(), due - performance.now());
    this.#timer.unref();
  }

  #fire(): void {
    this.#due = Number.POSITIVE_INFINITY;
    const now = performance.now() + early;
    let next = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting) {
      if (waiting.until > now) next = Math.min(next, waiting.until);
      else {
        this.#waiting.delete(waiting);
        waiting.late();
      }
    }
    if (next < Number.POSITIVE_INFINITY) this.#arm(next);
  }
}
