import type { HrTime } from '@opentelemetry/api';

/** Where the engine takes wall-clock time from, in milliseconds since the Unix epoch. Tests give their own. */
export type Clock = () => number;

export const systemClock: Clock = Date.now;

let lastMillis = -1;
let lastTime: HrTime = [0, 0];

/**
 * `[seconds, nanoseconds]` of a time in milliseconds. Series made in the same millisecond share
 * one array, which is most of them when a process starts.
 */
export function toHrTime(millis: number): HrTime {
  if (millis === lastMillis) return lastTime;
  const seconds = Math.floor(millis / 1000);
  lastTime = [seconds, Math.round((millis - seconds * 1000) * 1e6)];
  lastMillis = millis;
  return lastTime;
}
