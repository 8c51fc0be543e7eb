// Time to the last byte: first scrape, and warm with every value changed in between.
// node scrape/time.mjs [--quick] [--counters N] [--histograms N] [subject...]
import { parseArgs } from 'node:util';
import { median, request, startSubject } from './client.mjs';
import { lineCount } from './population.mjs';

const protobuf =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const openmetrics = 'application/openmetrics-text;version=1.0.0';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    counters: { type: 'string', default: '100000' },
    histograms: { type: 'string', default: '10000' },
  },
});
const size = { counters: Number(values.counters), histograms: Number(values.histograms) };
const rounds = values.quick ? 5 : 15;

export const runs = [
  ['ours', 'text'],
  ['ours', 'openmetrics', { accept: openmetrics }],
  ['ours', 'protobuf', { accept: protobuf }],
  ['ours-on-official-sdk', 'text'],
  ['official', 'text'],
  ['prom-client', 'text'],
  ['prometheus-io', 'text'],
  ['platformatic', 'text'],
].filter(([name]) => positionals.length === 0 || positionals.includes(name));

console.log(`${size.counters} counters, ${size.histograms} histograms:`);
console.log(`${lineCount(size.counters, size.histograms)} lines, node ${process.version}`);
console.log('subject                format       first ms   warm ms (median, min)      MB');
for (const [name, format, headers] of runs) {
  const subject = await startSubject(name, size);
  const first = await request(subject.port, '/metrics', headers);
  const warm = [];
  for (let i = 0; i < rounds; i++) {
    await subject.call('tick');
    warm.push((await request(subject.port, '/metrics', headers)).millis);
  }
  await subject.stop();
  // Five rounds, or two of few, until the just-in-time compiler has done its part.
  const settled = warm.slice(values.quick ? 2 : 5);
  console.log(
    name.padEnd(22),
    format.padEnd(11),
    first.millis.toFixed(0).padStart(9),
    median(settled).toFixed(1).padStart(9),
    Math.min(...settled)
      .toFixed(1)
      .padStart(9),
    (first.bytes / 1e6).toFixed(1).padStart(17),
  );
}
process.exit(0);
