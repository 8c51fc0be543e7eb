import { markOwn } from './exit.js';

const signals = ['SIGTERM', 'SIGINT'] as const;
type Signal = (typeof signals)[number];

/**
 * Ends the process properly on SIGTERM and SIGINT when nobody else handles them: runs `finish`, then
 * lets the signal do what it would have done without us, so the exit status is the same. With
 * another listener the application is in charge, and `drain` only exports what there is; so it does
 * for process 1, which the kernel does not end by a signal that nobody handles.
 *
 * An application may clean up, take its listener away and send itself the signal again (NestJS and
 * Apollo Server do). Ours is the only one then and takes it as above.
 *
 * A second signal while `finish` runs ends the process at once.
 *
 * @returns takes the listeners away again.
 */
export function handleSignals(hooks: {
  finish(): Promise<void>;
  drain(): Promise<unknown>;
}): () => void {
  let finishing = false;
  let heard = false;
  const listeners = signals.map((signal) => {
    const listener = () => {
      const alone = process.pid !== 1 && listenersInCharge(signal) === 1;
      if (!alone) {
        heard = true;
        void hooks.drain();
      } else if (finishing) {
        remove();
        process.kill(process.pid, signal);
      } else {
        finishing = true;
        void hooks.finish().finally(() => {
          remove();
          process.kill(process.pid, signal);
        });
      }
    };
    // First in line: a listener of `once` that ran before would be gone, and the application would
    // be ended in the middle of its own shutdown.
    process.prependListener(signal, listener);
    return [signal, listener] as const;
  });
  // A signal that the application has just sent itself is read by the event loop in its next turn,
  // and a loop that has nothing else to do has none: the process would end with code 0 instead.
  const takeOneMoreTurn = markOwn(() => {
    const left = signals.some((signal) => listenersInCharge(signal) > 1);
    if (heard && !finishing && !left) setImmediate(() => {});
    heard = false;
  });
  process.on('beforeExit', takeOneMoreTurn);
  const remove = () => {
    process.off('beforeExit', takeOneMoreTurn);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
  return remove;
}

/**
 * How many listeners could end the process. Those of the package signal-exit, which half of npm
 * loads, do so only when there is no other, as ours do: each would wait for the other for ever.
 * Its versions keep their number under these two names, for each other's sake.
 */
function listenersInCharge(signal: Signal): number {
  const emitters: readonly unknown[] = [
    (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')],
    (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__,
  ];
  const waiting = emitters.reduce<number>((sum, emitter) => {
    const count = (emitter as { readonly count?: unknown } | undefined)?.count;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
  return Math.max(1, process.listenerCount(signal) - waiting);
}
