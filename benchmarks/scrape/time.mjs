// Time to the last byte: the first scrape of a fresh process, then warm ones with every value changed
// in between. Every round starts every subject anew, every other round in the opposite order.
// node scrape/time.mjs [--rounds N] [--counters N] [--histograms N] [subject...]
import { parseArgs } from 'node:util';
import { median, percentile, scrape, startSubject, warmClient } from './client.mjs';
import { lineCount } from './population.mjs';
import { save, startReport } from './report.mjs';

const protobuf =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const openmetrics = 'application/openmetrics-text;version=1.0.0';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    counters: { type: 'string', default: '100000' },
    histograms: { type: 'string', default: '10000' },
  },
});
const size = { counters: Number(values.counters), histograms: Number(values.histograms) };
const rounds = Number(values.rounds);

const runs = [
  ['ours', 'text'],
  ['ours', 'openmetrics', { accept: openmetrics }],
  ['ours', 'protobuf', { accept: protobuf }],
  ['ours-on-official-sdk', 'text'],
  ['official', 'text'],
  ['prom-client', 'text'],
  ['prometheus-io', 'text'],
  ['platformatic', 'text'],
]
  .filter(([name]) => positionals.length === 0 || positionals.includes(name))
  .map(([name, format, headers]) => ({
    name,
    format,
    headers,
    first: [],
    warm: [],
    cpu: [],
    bytes: 0,
  }));

const report = startReport({ ...size, lines: lineCount(size.counters, size.histograms), rounds });
// Scrapes after the first until the just-in-time compiler has done its part, and those that count.
const settling = 4;
const counted = 5;

await warmClient();
for (let round = 0; round < rounds; round++) {
  for (const run of round % 2 === 0 ? runs : runs.toReversed()) {
    const subject = await startSubject(run.name, size);
    const first = await scrape(subject.port, '/metrics', run.headers);
    run.first.push(first.millis);
    run.bytes = first.bytes;
    for (let i = 0; i < settling + counted; i++) {
      await subject.call('tick');
      const before = (await subject.call('cpu')).millis;
      const { millis } = await scrape(subject.port, '/metrics', run.headers);
      const after = (await subject.call('cpu')).millis;
      if (i < settling) continue;
      run.warm.push(millis);
      run.cpu.push(after - before);
    }
    await subject.stop();
    console.log(
      `${round + 1}/${rounds}`.padEnd(6),
      run.name.padEnd(22),
      run.format.padEnd(11),
      `first ${first.millis.toFixed(0)} ms, warm ${median(run.warm.slice(-counted)).toFixed(1)} ms`,
    );
  }
}
save(
  'time',
  report,
  runs.map(({ name, format, first, warm, cpu, bytes }) => ({
    name,
    format,
    bytes,
    firstMillis: median(first),
    warmMillis: median(warm),
    warmBestMillis: Math.min(...warm),
    warmQuartiles: [percentile(warm, 0.25), percentile(warm, 0.75)],
    warmCpuMillis: median(cpu),
    firsts: first.map(Math.round),
  })),
);
process.exit(0);
