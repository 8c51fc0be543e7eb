/** Time as the package sees it; tests bring their own. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Calls back once after `millis`; what it gives calls that off. Does not keep the process alive. */
  after(millis: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(millis, callback) {
    const timer = setTimeout(callback, millis).unref();
    return () => clearTimeout(timer);
  },
};
