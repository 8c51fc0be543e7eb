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

/** Something that must be over by a certain time. */
export interface Waiting {
  /** On the clock of `performance.now()`. */
  readonly until: number;
  /** Called when the time is up, unless it was over before. */
  late(): void;
}

// Timers count whole milliseconds and may come one early.
const early = 1;

// The longest that a timer can be set for.
const longest = 2 ** 31 - 1;

/**
 * Watches over deadlines, of a few at a time, with one timer for all. The timer stays when what it was
 * set for was over in time: setting and clearing one for every scrape cost 2 µs of a small one. It does
 * not keep the process alive.
 */
export class Deadlines {
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (waiting.until < this.#due) this.#arm(waiting.until);
  }

  /** It is over; false when it was, or when its time was up. */
  delete(waiting: Waiting): boolean {
    const all = this.#waiting;
    const at = all.indexOf(waiting);
    if (at < 0) return false;
    const last = all.pop() as Waiting;
    if (last !== waiting) all[at] = last;
    return true;
  }

  #arm(due: number): void {
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#fire(), Math.min(longest, due - performance.now()));
    this.#timer.unref();
  }

  #fire(): void {
    this.#due = Number.POSITIVE_INFINITY;
    const now = performance.now() + early;
    let next = Number.POSITIVE_INFINITY;
    for (const waiting of [...this.#waiting]) {
      if (waiting.until > now) next = Math.min(next, waiting.until);
      else if (this.delete(waiting)) waiting.late();
    }
    if (next < this.#due) this.#arm(next);
  }
}
