import { readdirSync, readFileSync } from 'node:fs';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** File descriptors, open and allowed; where the operating system has no /proc there are none. */
export function observeFileDescriptors(meter: Meter): Stop {
  const { openFds, maxFds } = catalog.metrics;
  if (process.platform !== 'linux') return () => {};
  const limit = readLimit();
  const stops = [
    observeTogether(meter, { openFds }, (observe) =>
      // Without the one that reading the folder takes.
      observe('openFds', readdirSync('/proc/self/fd').length - 1),
    ),
  ];
  if (limit !== undefined) {
    stops.push(observeTogether(meter, { maxFds }, (observe) => observe('maxFds', limit)));
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** The soft limit; undefined when there is none or it cannot be read. */
function readLimit(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
