import { type Context, context } from '@opentelemetry/api';
import { type Clock, stopwatch } from '../shared/clock.js';
import type { Run } from '../shared/measure.js';
import { safely } from '../shared/safely.js';
import { openSpan, recordError, type SpanShape, within } from '../shared/span.js';

/**
 * Hands on the pieces that the caller's work gives and then, whatever became of it, runs `record`:
 * after the last piece, after an exception, or when the consumer leaves. Each piece is asked for with
 * the work's span as the active one; the consumer's own code does not run in it.
 *
 * @param first called when there is a first piece.
 */
export function recordedStream<T>(
  where: string,
  now: Clock,
  work: () => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
  first: () => void,
  record: (run: Run<unknown>) => void,
  shape: () => SpanShape,
): AsyncGenerator<T, void, undefined> {
  // Who asked for the stream is its parent, not who happens to ask for the first piece.
  return stream(context.active(), where, now, work, first, record, shape);
}

async function* stream<T>(
  parent: Context,
  where: string,
  now: Clock,
  work: () => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
  first: () => void,
  record: (run: Run<unknown>) => void,
  shape: () => SpanShape,
): AsyncGenerator<T, void, undefined> {
  const open = openSpan(where, shape, parent);
  const seconds = stopwatch(now);
  let pieces: AsyncIterator<T> | undefined;
  let failed = true;
  let error: unknown;
  try {
    pieces = (await within(open, work))[Symbol.asyncIterator]();
    const next = () => within(open, () => (pieces as AsyncIterator<T>).next());
    for (let piece = await next(); piece.done !== true; piece = await next()) {
      first();
      failed = false; // A consumer that leaves at the yield has not failed.
      yield piece.value;
      failed = true;
    }
    failed = false;
    pieces = undefined;
  } catch (thrown) {
    error = thrown;
    pieces = undefined;
    throw thrown;
  } finally {
    try {
      // Left early: the source hears of it, as in a plain loop over it.
      if (pieces !== undefined) await within(open, () => pieces?.return?.());
    } finally {
      safely(where, () => {
        const run: Run<unknown> = { seconds: seconds(), failed, error, result: undefined, open };
        if (failed && open !== undefined) recordError(open, error);
        within(open, () => record(run));
      });
      open?.span.end();
    }
  }
}
