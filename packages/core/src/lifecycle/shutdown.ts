import { reasonOf } from '../reason.js';
import { type State, state } from '../state.js';

/**
 * Runs a callback before the last export: at `shutdown()`, when a signal ends the process, and when
 * a process that pushes has nothing left to do. Half of `shutdownTimeoutMillis` is theirs:
 * recorders close there what is still active. A callback that throws is reported and changes
 * nothing for the others.
 *
 * @returns takes the callback away again.
 */
export function onShutdown(callback: () => void | Promise<void>): () => void {
  const callbacks = state().shutdownCallbacks;
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

/** Runs and forgets all callbacks. Never rejects. */
export async function runShutdownCallbacks(current: State): Promise<void> {
  const callbacks = [...current.shutdownCallbacks];
  current.shutdownCallbacks.clear();
  await Promise.all(
    callbacks.map(async (callback) => {
      try {
        await callback();
      } catch (error) {
        current.log.info(`a shutdown callback failed: ${reasonOf(error)}`);
      }
    }),
  );
}

/**
 * Resolves when the work does, when it fails (with a line), or when the time is over (with a line).
 *
 * @returns false when it was given up and may still go on.
 */
export async function within(
  current: State,
  timeoutMillis: number,
  what: string,
  work: Promise<unknown>,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMillis);
  });
  try {
    if ((await Promise.race([work, timeout])) === 'timeout') {
      current.log.info(`${what} did not end in ${Math.round(timeoutMillis)} ms and was given up`);
      return false;
    }
  } catch (error) {
    current.log.info(`${what} failed: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
  return true;
}
