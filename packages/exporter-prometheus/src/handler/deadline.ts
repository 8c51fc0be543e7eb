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

/** The promise, or a rejection with `message` after `millis`; leaves no timer behind. */
export async function within<T>(promise: Promise<T>, millis: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), millis);
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
