import { performance } from 'node:perf_hooks';
import { runtime as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { EventLoopDelay } from '../readings/event-loop-delay.js';

const {
  eventloopDelayMin,
  eventloopDelayMax,
  eventloopDelayMean,
  eventloopDelayStddev,
  eventloopDelayP50,
  eventloopDelayP90,
  eventloopDelayP99,
  eventloopUtilization,
  eventloopTime,
} = catalog.metrics;

const metrics = {
  eventloopDelayMin,
  eventloopDelayMax,
  eventloopDelayMean,
  eventloopDelayStddev,
  eventloopDelayP50,
  eventloopDelayP90,
  eventloopDelayP99,
  eventloopUtilization,
  eventloopTime,
};

const active = { 'nodejs.eventloop.state': 'active' };
const idle = { 'nodejs.eventloop.state': 'idle' };

/**
 * Delay, utilization and time of the event loop. Delay and utilization are those of the time since
 * the last collection, so of two readers each sees a part.
 *
 * @param resolutionMillis how often the loop is sampled; the delays contain this interval.
 */
export function observeEventLoop(meter: Meter, resolutionMillis: number): Stop {
  const delay = new EventLoopDelay(resolutionMillis);
  let last = performance.eventLoopUtilization();
  const stop = observeTogether(meter, metrics, (observe) => {
    const now = performance.eventLoopUtilization();
    observe('eventloopUtilization', performance.eventLoopUtilization(now, last).utilization);
    observe('eventloopTime', now.active / 1000, active);
    observe('eventloopTime', now.idle / 1000, idle);
    last = now;
    const summary = delay.read();
    if (summary === undefined) return;
    observe('eventloopDelayMin', summary.min);
    observe('eventloopDelayMax', summary.max);
    observe('eventloopDelayMean', summary.mean);
    observe('eventloopDelayStddev', summary.stddev);
    observe('eventloopDelayP50', summary.p50);
    observe('eventloopDelayP90', summary.p90);
    observe('eventloopDelayP99', summary.p99);
  });
  return () => {
    stop();
    delay.stop();
  };
}
