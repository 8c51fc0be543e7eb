// How long the event loop is blocked, and how much memory it takes, while a million series are
// scraped: the idle process, then the first scrape, then a warm one with every value changed.
// node scrape/block.mjs [--series N] [subject...]
import { parseArgs } from 'node:util';
import { request, startSubject } from './client.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { series: { type: 'string', default: '1000000' } },
});
const size = { counters: Number(values.series), histograms: 0 };
const names = positionals.length > 0 ? positionals : ['ours', 'official', 'prometheus-io'];
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

console.log(`${size.counters} series, text 0.0.4, node ${process.version}`);
console.log(
  'subject          scrape      ms     MB  longest block ms  p99 ms  memory above before, MiB',
);
for (const name of names) {
  const subject = await startSubject(name, size);
  await pause(1_000);
  await subject.call('startDelay');
  await pause(2_000);
  row(name, 'none', undefined, await subject.call('stopDelay'));
  for (const scrape of ['first', 'warm', 'warm', 'warm']) {
    if (scrape === 'warm') await subject.call('tick');
    const { base } = await subject.call('startMemory');
    await pause(500);
    await subject.call('startDelay');
    const answer = await request(subject.port, '/metrics');
    const delay = await subject.call('stopDelay');
    const { peak } = await subject.call('stopMemory');
    row(name, scrape, answer, delay, peak - base);
  }
  await subject.stop();
}
process.exit(0);

function row(name, scrape, answer, { maxMillis, p99Millis }, memory) {
  console.log(
    name.padEnd(16),
    scrape.padEnd(7),
    (answer?.millis.toFixed(0) ?? '').padStart(6),
    (answer ? (answer.bytes / 1e6).toFixed(0) : '').padStart(6),
    maxMillis.toFixed(1).padStart(17),
    p99Millis.toFixed(1).padStart(7),
    (memory === undefined ? '' : mebibytes(memory)).padStart(25),
  );
}
