import { dropped, onShutdown } from '@obs/core';
import { safely } from './safely.js';

/** Something that began and ends exactly once. */
export interface Lease<How> {
  /** Ends it. A second time is counted as dropped, unless the process had ended it before. */
  end(how: How): void;
  /** Ends it if nobody has; nothing else. */
  settle(how: How): void;
}

/** Leases that have not ended, each as the function that ends it at shutdown. */
const open = new Set<() => void>();
let registered = false;

/**
 * A lease that nothing refers to can never be ended by the program. Ending it here keeps the gauge
 * right and `open` from growing.
 */
const abandoned = new FinalizationRegistry<() => void>((abandon) => abandon());
let warned = false;

/**
 * Begins something that ends by `end` or `settle`; as `lost` at shutdown, or when what this returns
 * has been garbage collected (with one process warning).
 *
 * @param what names it in the log.
 * @param finish records the end; called once. It must be made outside the function that keeps the
 *   lease: a closure holds all variables of its surroundings, the lease would never be collected.
 */
export function lease<How>(what: string, finish: (how: How) => void, lost: How): Lease<How> {
  let state: 'open' | 'ended' | 'lost' = 'open';
  const finishAs = (next: 'ended' | 'lost', how: How) => {
    state = next;
    open.delete(atShutdown);
    abandoned.unregister(atShutdown);
    safely(what, () => finish(how));
  };
  const atShutdown = () => {
    if (state === 'open') finishAs('lost', lost);
  };
  const abandon = () => {
    if (state !== 'open') return;
    finishAs('lost', lost);
    warnOnce(what);
  };
  open.add(atShutdown);
  if (!registered) {
    registered = true;
    onShutdown(endAll);
  }
  const held: Lease<How> = {
    end(how) {
      if (state === 'open') finishAs('ended', how);
      else if (state === 'ended') dropped('ended_twice', what, 'it had ended before');
    },
    settle(how) {
      if (state === 'open') finishAs('ended', how);
    },
  };
  abandoned.register(held, abandon, atShutdown);
  return held;
}

/** Core forgets its callbacks when it has run them, so the next lease registers again. */
function endAll(): void {
  registered = false;
  for (const end of [...open]) end();
}

function warnOnce(what: string): void {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `A ${what} was never ended and has been garbage collected; it is ended now. End it in a finally block, or use a with... function.`,
    { type: 'ObsWarning', code: 'OBS_RECORDER_ABANDONED' },
  );
}

/**
 * Runs the caller's work and then settles the lease, whatever became of it. The result and the
 * error are the caller's own, unchanged.
 */
export async function settleAfter<How, T>(
  held: Lease<How>,
  how: { readonly success: How; readonly failure: How },
  work: () => T | PromiseLike<T>,
): Promise<T> {
  let end = how.failure;
  try {
    const result = await work();
    end = how.success;
    return result;
  } finally {
    held.settle(end);
  }
}
