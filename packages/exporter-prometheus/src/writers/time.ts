import type { HrTime } from '@opentelemetry/api';

/** False for a time that nobody set, which OpenTelemetry has as zero, and for what no format can hold. */
export function isTime([seconds, nanoseconds]: HrTime): boolean {
  return seconds > 0 && nanoseconds >= 0;
}

/** Seconds with milliseconds, as OpenMetrics has times. */
export function secondsText([seconds, nanoseconds]: HrTime): string {
  const millis = Math.floor(nanoseconds / 1e6);
  return `${seconds}.${String(millis).padStart(3, '0')}`;
}
