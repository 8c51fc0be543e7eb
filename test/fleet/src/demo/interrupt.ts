/** SIGINT, SIGTERM or SIGHUP. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the exit code. */
  readonly happened: Promise<number>;
  release(): void;
}

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** The first signal aborts; a second one ends this process at once, and the guard ends the services. */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let resolve: (code: number) => void = () => {};
  const happened = new Promise<number>((done) => {
    resolve = done;
  });
  const listener = (name: NodeJS.Signals) => {
    const code = 128 + numbers[name as keyof typeof numbers];
    if (abort.signal.aborted) process.exit(code);
    abort.abort();
    resolve(code);
  };
  for (const name of Object.keys(numbers)) process.on(name, listener);
  return {
    signal: abort.signal,
    happened,
    release() {
      for (const name of Object.keys(numbers)) process.off(name, listener);
    },
  };
}
