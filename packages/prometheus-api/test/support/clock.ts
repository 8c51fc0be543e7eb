import type { Clock } from '../../src/index.js';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  advance(millis: number): void;
}

export function testClock(): TestClock {
  let now = 1_000_000;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    wall: () => Date.UTC(2030, 0, 1) + now,
    after(millis, callback) {
      const timer = { at: now + millis, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(millis) {
      now += millis;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}
