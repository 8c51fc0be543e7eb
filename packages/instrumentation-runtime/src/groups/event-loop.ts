import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { type Observe, observeTogether, type Stop } from '../observe.js';

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

type Key = keyof typeof metrics;
type Summary = readonly (readonly [Key, number])[];

/**
 * Lag of the event loop. The summary covers the time since the last collection, as in prom-client,
 * so of two readers each sees a part of it. `nodejs_eventloop_lag_seconds` is how long a turn of the
 * loop took that began at the last collection.
 *
 * @param resolutionMillis how often the loop is sampled; the summary's values contain this interval.
 */
export function observeEventLoop(meter: Meter, resolutionMillis: number): Stop {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMillis });
  histogram.enable();
  let summary: Summary = [];
  let lag = 0;
  const measureTurn = (began: number) => {
    lag = (performance.now() - began) / 1000;
  };
  const stop = observeTogether(meter, metrics, (observe: Observe<Key>) => {
    observe('eventloopLag', lag);
    setImmediate(measureTurn, performance.now());
    // An empty histogram has NaN for a mean and 292 years for a minimum: keep the last summary.
    if (histogram.count > 0) {
      summary = summarise(histogram);
      histogram.reset();
    }
    for (const [key, seconds] of summary) observe(key, seconds);
  });
  return () => {
    stop();
    histogram.disable();
  };
}

function summarise(histogram: ReturnType<typeof monitorEventLoopDelay>): Summary {
  const seconds = (nanoseconds: number) => nanoseconds / 1e9;
  return [
    ['eventloopLagMin', seconds(histogram.min)],
    ['eventloopLagMax', seconds(histogram.max)],
    ['eventloopLagMean', seconds(histogram.mean)],
    ['eventloopLagStddev', seconds(histogram.stddev)],
    ['eventloopLagP50', seconds(histogram.percentile(50))],
    ['eventloopLagP90', seconds(histogram.percentile(90))],
    ['eventloopLagP99', seconds(histogram.percentile(99))],
  ];
}
