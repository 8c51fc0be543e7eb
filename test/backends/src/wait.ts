import { setTimeout as sleep } from 'node:timers/promises';
import { WaitTimeoutError } from './errors.ts';

export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Pause between two tries. Default 100 ms. */
  readonly everyMs?: number;
}

/**
 * Calls `check` until it gives something other than undefined, null or false, and
 * returns that. A check that throws is tried again.
 *
 * @throws WaitTimeoutError with the last error or answer
 */
export async function waitFor<T>(
  check: () => T | Promise<T>,
  { what, timeoutMs = 30_000, everyMs = 100 }: WaitOptions,
): Promise<Exclude<Awaited<T>, undefined | null | false>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const answer = await check();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as Exclude<Awaited<T>, undefined | null | false>;
      }
      last = answer;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  } while (performance.now() < deadline);
  throw new WaitTimeoutError(what, timeoutMs, last);
}
