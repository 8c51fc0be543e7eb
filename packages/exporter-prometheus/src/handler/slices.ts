/** How a long piece of work gives way to others. */
export interface SliceOptions {
  /** Milliseconds of work before the event loop gets a turn. Default 5. */
  readonly budgetMillis?: number;
  /** Monotonic clock in milliseconds; for tests. */
  readonly now?: () => number;
  /** Waits for a turn of the event loop; for tests. */
  readonly turn?: () => Promise<void>;
}

export const defaultBudgetMillis = 5;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Hands on what `chunks` gives, and lets the event loop turn whenever the work since the last turn
 * has taken the budget. The work itself happens only when the next chunk is asked for, so whoever
 * waits for a socket before asking also holds back the work.
 */
export async function* inSlices(
  chunks: Iterable<Uint8Array>,
  options: SliceOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { budgetMillis = defaultBudgetMillis, now = performance.now.bind(performance) } = options;
  const { turn = nextTurn } = options;
  const iterator = chunks[Symbol.iterator]();
  let spent = 0;
  try {
    for (;;) {
      const start = now();
      const { done, value } = iterator.next();
      spent += now() - start;
      if (done) return;
      yield value;
      if (spent >= budgetMillis) {
        spent = 0;
        await turn();
      }
    }
  } finally {
    iterator.return?.();
  }
}
