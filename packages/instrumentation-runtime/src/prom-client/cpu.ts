import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** CPU seconds since the process began, and when that was. */
export function observeCpu(meter: Meter): Stop {
  const { cpuUser, cpuSystem, cpu, startTime } = catalog.metrics;
  const startSeconds = Math.round(Date.now() / 1000 - process.uptime());
  return observeTogether(meter, { cpuUser, cpuSystem, cpu, startTime }, (observe) => {
    const { user, system } = process.cpuUsage();
    observe('cpuUser', user / 1e6);
    observe('cpuSystem', system / 1e6);
    observe('cpu', (user + system) / 1e6);
    observe('startTime', startSeconds);
  });
}
