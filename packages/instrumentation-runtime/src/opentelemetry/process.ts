import { runtime as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { countFileDescriptors, hasProc, readMemory } from '../readings/proc.js';

const user = { 'cpu.mode': 'user' };
const system = { 'cpu.mode': 'system' };

/** CPU seconds since the process began, and how long that is ago. */
export function observeCpu(meter: Meter): Stop {
  const { cpuTime, uptime } = catalog.metrics;
  return observeTogether(meter, { cpuTime, uptime }, (observe) => {
    const usage = process.cpuUsage();
    observe('cpuTime', usage.user / 1e6, user);
    observe('cpuTime', usage.system / 1e6, system);
    observe('uptime', process.uptime());
  });
}

/** Memory as the operating system sees it; virtual memory on Linux only. */
export function observeMemory(meter: Meter): Stop {
  const { memoryUsage, memoryVirtual } = catalog.metrics;
  if (!hasProc) {
    return observeTogether(meter, { memoryUsage }, (observe) =>
      observe('memoryUsage', process.memoryUsage.rss()),
    );
  }
  return observeTogether(meter, { memoryUsage, memoryVirtual }, (observe) => {
    const { resident, virtual } = readMemory();
    observe('memoryUsage', resident);
    observe('memoryVirtual', virtual);
  });
}

/** File descriptors that are open; where the operating system has no /proc there are none. */
export function observeFileDescriptors(meter: Meter): Stop {
  const { fileDescriptorCount } = catalog.metrics;
  if (!hasProc) return () => {};
  return observeTogether(meter, { fileDescriptorCount }, (observe) =>
    observe('fileDescriptorCount', countFileDescriptors()),
  );
}
