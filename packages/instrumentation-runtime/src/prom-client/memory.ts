import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { hasProc, readMemory } from '../readings/proc.js';

/** Memory as the operating system sees it; virtual memory and data segment on Linux only. */
export function observeMemory(meter: Meter): Stop {
  const { residentMemory, virtualMemory, heap } = catalog.metrics;
  if (!hasProc) {
    return observeTogether(meter, { residentMemory }, (observe) =>
      observe('residentMemory', process.memoryUsage.rss()),
    );
  }
  return observeTogether(meter, { residentMemory, virtualMemory, heap }, (observe) => {
    const { resident, virtual, data } = readMemory();
    observe('residentMemory', resident);
    observe('virtualMemory', virtual);
    observe('heap', data);
  });
}
