import { readFileSync } from 'node:fs';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** Memory as the operating system sees it; virtual memory and data segment on Linux only. */
export function observeMemory(meter: Meter): Stop {
  const { residentMemory, virtualMemory, heap } = catalog.metrics;
  if (process.platform !== 'linux') {
    return observeTogether(meter, { residentMemory }, (observe) =>
      observe('residentMemory', process.memoryUsage.rss()),
    );
  }
  return observeTogether(meter, { residentMemory, virtualMemory, heap }, (observe) => {
    // The kernel answers from memory: 20 µs, no disk.
    const status = readFileSync('/proc/self/status', 'utf8');
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
    observe('residentMemory', bytes('VmRSS'));
    observe('virtualMemory', bytes('VmSize'));
    observe('heap', bytes('VmData'));
  });
}
