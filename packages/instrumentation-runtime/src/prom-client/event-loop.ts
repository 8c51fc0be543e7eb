import { performance } from 'node:perf_hooks';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, pick, type Stop } from '../observe.js';
import { EventLoopDelay } from '../readings/event-loop-delay.js';

/** Which family takes which statistic of the delays. */
const delayKeys = {
  min: 'eventloopLagMin',
  max: 'eventloopLagMax',
  mean: 'eventloopLagMean',
  stddev: 'eventloopLagStddev',
  p50: 'eventloopLagP50',
  p90: 'eventloopLagP90',
  p99: 'eventloopLagP99',
} as const;

const keys = [...Object.values(delayKeys), 'eventloopLag' as const];

/**
 * Lag of the event loop. The summary covers the time since the last collection, as in prom-client,
 * so of two readers each sees a part of it. `nodejs_eventloop_lag_seconds` is how long a turn of the
 * loop took that began at the last collection.
 *
 * @param resolutionMillis how often the loop is sampled; the summary's values contain this interval,
 *   as they do in prom-client, where thresholds are chosen with its 10 ms in them.
 */
export function observeEventLoop(meter: Meter, resolutionMillis = 10): Stop {
  const delay = new EventLoopDelay(resolutionMillis);
  let lag = 0;
  const measureTurn = (began: number) => {
    lag = (performance.now() - began) / 1000;
  };
  const stop = observeTogether(meter, pick(catalog.metrics, keys), (observe) => {
    observe('eventloopLag', lag);
    setImmediate(measureTurn, performance.now());
    delay.read((statistic, seconds) => observe(delayKeys[statistic], seconds));
  });
  return () => {
    stop();
    delay.stop();
  };
}
