import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { countFileDescriptors, fileDescriptorLimit, hasProc } from '../readings/proc.js';

/** File descriptors, open and allowed; where the operating system has no /proc there are none. */
export function observeFileDescriptors(meter: Meter): Stop {
  const { openFds, maxFds } = catalog.metrics;
  if (!hasProc) return () => {};
  const limit = fileDescriptorLimit();
  const stops = [
    observeTogether(meter, { openFds }, (observe) => observe('openFds', countFileDescriptors())),
  ];
  if (limit !== undefined) {
    stops.push(observeTogether(meter, { maxFds }, (observe) => observe('maxFds', limit)));
  }
  return () => {
    for (const stop of stops) stop();
  };
}
