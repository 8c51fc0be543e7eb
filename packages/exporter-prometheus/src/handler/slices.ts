import { defaultChunkSize } from '../writers/byte-writer.js';

/** How a long piece of work gives way to others. */
export interface SliceOptions {
  /** Milliseconds of work before the event loop gets a turn. Default 0.1. */
  readonly budgetMillis?: number;
  /** Bytes handed on at once. Default 262,144, also when it is no positive number. */
  readonly pieceSize?: number;
  /** When the work began, on the clock of `now`. Default: when the first chunk is asked for. */
  readonly since?: number;
  /** Monotonic clock in milliseconds; for tests. */
  readonly now?: () => number;
  /** Waits for a turn of the event loop; for tests. */
  readonly turn?: () => Promise<void>;
}

/**
 * Other requests wait for half a slice on average while a scrape is written, and a turn with nothing to do
 * costs some 10 µs, so short slices are nearly free. With 0.1 ms half of them take less than 0.12 ms and
 * nine of ten less than 0.23 ms, which is one piece's way to the socket.
 */
export const defaultBudgetMillis = 0.1;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Hands on what `chunks` gives, in pieces, empty ones left out, and lets the event loop turn whenever the
 * work since the last turn has taken the budget. The work itself happens only when the next piece is
 * asked for, so whoever waits for a socket before asking also holds back the work.
 */
export async function* inSlices(
  chunks: Iterable<Uint8Array>,
  options: SliceOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { budgetMillis = defaultBudgetMillis, now = () => performance.now() } = options;
  const { turn = nextTurn, pieceSize: wanted = defaultChunkSize } = options;
  // With any other the loop below would never end, or lose bytes.
  const pieceSize = wanted >= 1 ? Math.floor(wanted) : defaultChunkSize;
  const iterator = chunks[Symbol.iterator]();
  let start = options.since ?? now();
  try {
    for (;;) {
      const { done, value } = iterator.next();
      if (done) return;
      for (let at = 0; at < value.length; at += pieceSize) {
        // To send a piece takes about as long as to make it: with half the budget left it fits.
        if (now() - start >= budgetMillis / 2) {
          await turn();
          start = now();
        }
        yield value.length <= pieceSize ? value : value.subarray(at, at + pieceSize);
      }
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
