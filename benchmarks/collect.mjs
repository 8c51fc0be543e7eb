// Time to collect 100,000 series to MetricData, with counters and with histograms.
import { writeFileSync } from 'node:fs';
import { MeterProvider } from '@obs/sdk-metrics';
import { MetricReader, MeterProvider as OfficialMeterProvider } from '@opentelemetry/sdk-metrics';
import { bounds } from './lib/candidates.mjs';
import { labelColumns } from './lib/driver.mjs';
import { describeMachine } from './lib/machine.mjs';
import { summarize } from './lib/stats.mjs';

const instruments = 10;
const seriesEach = 10_000;
const rounds = 11;

class Reader extends MetricReader {
  constructor() {
    super({ cardinalitySelector: () => seriesEach + 1 });
  }
  async onForceFlush() {}
  async onShutdown() {}
}

function setUp(name, Provider, kind) {
  const reader = new Reader();
  const meter = new Provider({ readers: [reader] }).getMeter('benchmark');
  const columns = labelColumns(3, seriesEach, 'all');
  const made = Array.from({ length: instruments }, (_, i) =>
    kind === 'counter'
      ? meter.createCounter(`counter_${i}`)
      : meter.createHistogram(`histogram_${i}`, { advice: { explicitBucketBoundaries: bounds } }),
  );
  const record = () => {
    for (const instrument of made) {
      for (let row = 0; row < seriesEach; row++) {
        const attributes = { a: columns[0][row], b: columns[1][row], c: columns[2][row] };
        if (kind === 'counter') instrument.add(1, attributes);
        else instrument.record(0.2, attributes);
      }
    }
  };
  return { name, reader, record, samples: [] };
}

const report = { machine: describeMachine(), results: [] };
for (const kind of ['counter', 'histogram']) {
  for (const recordsBetween of [true, false]) {
    const candidates = [
      setUp('ours', MeterProvider, kind),
      setUp('official', OfficialMeterProvider, kind),
    ];
    for (let round = 0; round < rounds; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        if (recordsBetween || round === 0) candidate.record();
        const begun = performance.now();
        const { resourceMetrics } = await candidate.reader.collect();
        candidate.samples.push(performance.now() - begun);
        const points = resourceMetrics.scopeMetrics[0].metrics.flatMap(
          (metric) => metric.dataPoints,
        );
        const total = points.reduce((sum, { value }) => sum + (value.count ?? value), 0);
        const expected = instruments * seriesEach * (recordsBetween ? round + 1 : 1);
        if (points.length !== instruments * seriesEach || total !== expected) {
          throw new Error(
            `${candidate.name}: ${points.length} points, total ${total} of ${expected}`,
          );
        }
      }
    }
    const [ours, official] = candidates.map(({ samples }) => summarize(samples.slice(2)));
    const name = `${kind}, ${recordsBetween ? 'all series recorded since the last collection' : 'nothing recorded since'}`;
    report.results.push({ name, ours, official });
    const ratio = (official.median / ours.median).toFixed(1);
    console.log(
      `${name}: ours ${ours.median.toFixed(1)} ms, official ${official.median.toFixed(1)} ms, ${ratio}x`,
    );
  }
}
writeFileSync(
  new URL('./results/collect.json', import.meta.url),
  `${JSON.stringify(report, null, 1)}\n`,
);
