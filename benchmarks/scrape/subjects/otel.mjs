import { bounds, counterLabels, histogramLabels, observation } from '../population.mjs';

/** Records the population with any OpenTelemetry `MeterProvider`. */
export function otelRecorder(provider, { counters, histograms }) {
  const meter = provider.getMeter('benchmark');
  const counter = meter.createCounter('http.server.requests', { description: 'Requests.' });
  const histogram = meter.createHistogram('http.server.request.duration', {
    description: 'Duration of requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: bounds },
  });
  return {
    /** One more recording on every series, so that no value is as it was. */
    tick(round) {
      for (let i = 0; i < counters; i++) counter.add(1 + (i % 7), counterLabels(i));
      for (let i = 0; i < histograms; i++) {
        histogram.record(observation(i, round), histogramLabels(i));
      }
    },
  };
}
