import { performance } from 'node:perf_hooks';
import { runtime as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, pick, type Stop } from '../observe.js';
import { EventLoopDelay } from '../readings/event-loop-delay.js';

/** Which family takes which statistic of the delays. */
const delayKeys = {
  min: 'eventloopDelayMin',
  max: 'eventloopDelayMax',
  mean: 'eventloopDelayMean',
  stddev: 'eventloopDelayStddev',
  p50: 'eventloopDelayP50',
  p90: 'eventloopDelayP90',
  p99: 'eventloopDelayP99',
} as const;

const keys = [
  ...Object.values(delayKeys),
  'eventloopUtilization' as const,
  'eventloopTime' as const,
];

const active = { 'nodejs.eventloop.state': 'active' };
const idle = { 'nodejs.eventloop.state': 'idle' };

/**
 * Delay, utilization and time of the event loop. Delay and utilization are those of the time since
 * the last collection, so of two readers each sees a part.
 *
 * @param resolutionMillis how often the loop is sampled by a timer, whose interval the delays contain;
 *   undefined to measure each turn of it.
 */
export function observeEventLoop(meter: Meter, resolutionMillis: number | undefined): Stop {
  const delay = new EventLoopDelay(resolutionMillis);
  let last = performance.eventLoopUtilization();
  const stop = observeTogether(meter, pick(catalog.metrics, keys), (observe) => {
    const now = performance.eventLoopUtilization();
    observe('eventloopUtilization', performance.eventLoopUtilization(now, last).utilization);
    observe('eventloopTime', now.active / 1000, active);
    observe('eventloopTime', now.idle / 1000, idle);
    last = now;
    delay.read((statistic, seconds) => observe(delayKeys[statistic], seconds));
  });
  return () => {
    stop();
    delay.stop();
  };
}
