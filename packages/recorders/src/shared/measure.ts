import { type Clock, stopwatch } from './clock.js';
import { safely } from './safely.js';
import { type OpenSpan, openSpan, recordError, type SpanShape, within } from './span.js';

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
  /** The span around it, for the outcome; undefined without tracing. */
  readonly open: OpenSpan | undefined;
}

/**
 * Runs the caller's work and then, whatever became of it, `record`: both with the work's span as the
 * active one, so that spans in the work are its children, and exemplars lead to it. The result and
 * the error are the caller's own, unchanged; nothing that `record` does reaches the caller.
 *
 * @param where the wrapper, for the log.
 * @param shape the span; asked only when there is tracing. No span when not given.
 */
export async function measure<T>(
  where: string,
  now: Clock,
  work: (open: OpenSpan | undefined) => T | PromiseLike<T>,
  record: (run: Run<T>) => void,
  shape?: () => SpanShape,
): Promise<T> {
  const open = shape === undefined ? undefined : openSpan(where, shape);
  const seconds = stopwatch(now);
  let failed = true;
  let error: unknown;
  let result: T | undefined;
  try {
    result = await within(open, () => work(open));
    failed = false;
    return result;
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    safely(where, () => {
      const run: Run<T> = { seconds: seconds(), failed, error, result, open };
      if (failed && open !== undefined) recordError(open, error);
      within(open, () => record(run));
    });
    open?.span.end();
  }
}
