import { performance } from 'node:perf_hooks';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { EventLoopDelay } from '../readings/event-loop-delay.js';

const {
  eventloopLag,
  eventloopLagMin,
  eventloopLagMax,
  eventloopLagMean,
  eventloopLagStddev,
  eventloopLagP50,
  eventloopLagP90,
  eventloopLagP99,
} = catalog.metrics;

const metrics = {
  eventloopLag,
  eventloopLagMin,
  eventloopLagMax,
  eventloopLagMean,
  eventloopLagStddev,
  eventloopLagP50,
  eventloopLagP90,
  eventloopLagP99,
};

/**
 * Lag of the event loop. The summary covers the time since the last collection, as in prom-client,
 * so of two readers each sees a part of it. `nodejs_eventloop_lag_seconds` is how long a turn of the
 * loop took that began at the last collection.
 *
 * @param resolutionMillis how often the loop is sampled; the summary's values contain this interval.
 */
export function observeEventLoop(meter: Meter, resolutionMillis: number): Stop {
  const delay = new EventLoopDelay(resolutionMillis);
  let lag = 0;
  const measureTurn = (began: number) => {
    lag = (performance.now() - began) / 1000;
  };
  const stop = observeTogether(meter, metrics, (observe) => {
    observe('eventloopLag', lag);
    setImmediate(measureTurn, performance.now());
    const summary = delay.read();
    if (summary === undefined) return;
    observe('eventloopLagMin', summary.min);
    observe('eventloopLagMax', summary.max);
    observe('eventloopLagMean', summary.mean);
    observe('eventloopLagStddev', summary.stddev);
    observe('eventloopLagP50', summary.p50);
    observe('eventloopLagP90', summary.p90);
    observe('eventloopLagP99', summary.p99);
  });
  return () => {
    stop();
    delay.stop();
  };
}
