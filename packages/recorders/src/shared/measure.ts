import { type Clock, stopwatch } from './clock.js';
import { safely } from './safely.js';

/** How a piece of work went. */
export interface Run<T> {
  /** From the call to its settlement. */
  readonly seconds: number;
  /** Whether it threw or rejected. */
  readonly failed: boolean;
  /** What it threw, when it failed. */
  readonly error: unknown;
  /** What it gave, when it did not fail. */
  readonly result: T | undefined;
}

/**
 * Runs the caller's work and then, whatever became of it, `record`. The result and the error are
 * the caller's own, unchanged; nothing that `record` does reaches the caller.
 *
 * @param where the wrapper, for the log.
 */
export async function measure<T>(
  where: string,
  now: Clock,
  work: () => T | PromiseLike<T>,
  record: (run: Run<T>) => void,
): Promise<T> {
  const seconds = stopwatch(now);
  let failed = true;
  let error: unknown;
  let result: T | undefined;
  try {
    result = await work();
    failed = false;
    return result;
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    safely(where, () => record({ seconds: seconds(), failed, error, result }));
  }
}
