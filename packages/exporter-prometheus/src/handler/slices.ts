/** How a long piece of work gives way to others. */
export interface SliceOptions {
  /** Milliseconds of work before the event loop gets a turn. Default 0.2. */
  readonly budgetMillis?: number;
  /** When the work began, on the clock of `now`. Default: when the first chunk is asked for. */
  readonly since?: number;
  /** Monotonic clock in milliseconds; for tests. */
  readonly now?: () => number;
  /** Waits for a turn of the event loop; for tests. */
  readonly turn?: () => Promise<void>;
}

/**
 * A turn with nothing to do costs some 10 µs, so short slices are nearly free; other requests wait for
 * half a slice on average while a scrape is written. With 0.2 ms and chunks of 64 KiB the slowest quarter
 * of them took 0.26 ms, with 0.5 ms and 128 KiB 0.49 ms, and the scrape as long.
 */
export const defaultBudgetMillis = 0.2;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Hands on what `chunks` gives, empty ones left out, and lets the event loop turn whenever the work
 * since the last turn has taken the budget. The work itself happens only when the next chunk is
 * asked for, so whoever waits for a socket before asking also holds back the work.
 */
export async function* inSlices(
  chunks: Iterable<Uint8Array>,
  options: SliceOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { budgetMillis = defaultBudgetMillis, now = () => performance.now() } = options;
  const { turn = nextTurn } = options;
  const iterator = chunks[Symbol.iterator]();
  let start = options.since ?? now();
  try {
    for (;;) {
      const { done, value } = iterator.next();
      if (done) return;
      if (value.length > 0) yield value;
      // Waiting for the reader may have given the loop its turn, or not: time is what counts.
      if (now() - start >= budgetMillis) {
        await turn();
        start = now();
      }
    }
  } finally {
    iterator.return?.();
  }
}
