import { RecorderError } from '../errors.js';

/** Gives milliseconds since some fixed moment, never going back. */
export type Clock = () => number;

/** What every `create...` function takes. */
export interface RecorderOptions {
  /** Where durations are read from; `performance.now` when not given. */
  readonly now?: Clock;
}

/**
 * The clock of the options.
 *
 * @throws RecorderError `OBS_RECORDER_CLOCK` when there is one that is not a function.
 */
export function clockOf(options: RecorderOptions): Clock {
  if (options.now === undefined) return () => performance.now();
  if (typeof options.now === 'function') return options.now;
  throw new RecorderError(
    'OBS_RECORDER_CLOCK',
    '`now` is not a function.',
    'Give a function that returns milliseconds, or leave it out for performance.now.',
  );
}

/**
 * Starts measuring.
 *
 * @returns gives the seconds since; NaN when the clock failed, which is dropped where it is recorded.
 */
export function stopwatch(now: Clock): () => number {
  const started = read(now);
  return () => (read(now) - started) / 1000;
}

function read(now: Clock): number {
  try {
    const millis: unknown = now();
    return typeof millis === 'number' ? millis : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
