import {
  bounds,
  counterLabels,
  counterName,
  histogramLabels,
  histogramName,
  observation,
} from '../population.mjs';

/** A subject from a client with the prom-client API. */
export function promSubject({ Counter, Histogram, Registry }, { counters, histograms }) {
  const registry = new Registry();
  const registers = [registry];
  const counter = new Counter({
    name: counterName,
    help: 'Requests.',
    labelNames: ['method', 'route', 'status_code'],
    registers,
  });
  const histogram = new Histogram({
    name: histogramName,
    help: 'Duration of requests.',
    labelNames: ['method', 'route'],
    buckets: bounds,
    registers,
  });
  return {
    tick(round) {
      for (let i = 0; i < counters; i++) counter.inc(counterLabels(i), 1 + (i % 7));
      for (let i = 0; i < histograms; i++) {
        histogram.observe(histogramLabels(i), observation(i, round));
      }
    },
    async listener(_request, response) {
      const text = await registry.metrics();
      response.setHeader('content-type', registry.contentType);
      response.end(text);
    },
  };
}
