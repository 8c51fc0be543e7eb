const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process properly on SIGTERM and SIGINT when nobody else handles them: runs `finish`, then
 * lets the signal do what it would have done without us, so the exit status is the same. With
 * another listener the application is in charge, and `drain` only exports what there is.
 *
 * A second signal while `finish` runs ends the process at once: the listener is gone by then.
 *
 * @returns takes the listeners away again.
 */
export function handleSignals(hooks: {
  finish(): Promise<void>;
  drain(): Promise<void>;
}): () => void {
  const listeners = signals.map((signal) => {
    const listener = () => {
      if (process.listenerCount(signal) > 1) {
        void hooks.drain();
        return;
      }
      remove();
      void hooks.finish().finally(() => process.kill(process.pid, signal));
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  const remove = () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
  return remove;
}
