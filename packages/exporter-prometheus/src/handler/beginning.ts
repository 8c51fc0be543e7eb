import { defaultBudgetMillis, type SliceOptions } from './slices.js';

/** What the first slice of work gave: all there is, or the start of it with what makes the rest. */
export type Beginning =
  | { readonly whole: Uint8Array; readonly rest?: never }
  | { readonly whole?: never; readonly rest: Iterable<Uint8Array> };

// Two slices: to make a stream of what is done in the second would take longer than it.
const beginningMillis = 2 * defaultBudgetMillis;

const nothing = new Uint8Array(0);
const clock = () => performance.now();

/**
 * Works for a short time, to see whether that is all. What is small is then sent in one piece, without a
 * timer, an async iterator and a turn of the event loop, which together cost more than making it.
 * Chunks may be lent: what is kept over the next step is copied. `since` is when the slice began.
 */
export function begun(
  chunks: Iterable<Uint8Array>,
  since: number,
  { budgetMillis = beginningMillis, now = clock }: SliceOptions,
): Beginning {
  const iterator = chunks[Symbol.iterator]();
  const end = since + budgetMillis;
  let first: Uint8Array = nothing;
  for (;;) {
    const step = iterator.next();
    if (step.done) return { whole: first };
    if (step.value.length > 0) {
      if (first.length > 0) return { rest: resumed(first, step.value, iterator) };
      // Into the pool of small buffers when it fits: memory of its own costs 1 µs, and again as garbage.
      first = Buffer.from(step.value);
    }
    if (now() >= end) return { rest: resumed(first, nothing, iterator) };
  }
}

function* resumed(
  first: Uint8Array,
  second: Uint8Array,
  iterator: Iterator<Uint8Array, void>,
): Generator<Uint8Array, void, void> {
  try {
    yield first;
    yield second;
    for (let step = iterator.next(); !step.done; step = iterator.next()) yield step.value;
  } finally {
    iterator.return?.();
  }
}
