// Latency of a hello-world server while 240,000 lines are scraped from it every second: windows with and
// without scrapes take turns on the same process. Load, scraper and server are processes of their own:
// the server has one processor, the two others share another, where the load goes first. `ours:gzip` is a
// subject whose scrapes ask for gzip.
// node scrape/latency.mjs [--seconds N] [--pairs N] [subject...]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  median,
  onlyWhenIdle,
  percentile,
  pin,
  scrape,
  startSubject,
  warmClient,
} from './client.mjs';
import { Load } from './load.mjs';
import { save, startReport } from './report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '2' },
    pairs: { type: 'string', default: '13' },
    rate: { type: 'string', default: '1000' },
  },
});
const size = { counters: 100_000, histograms: 10_000 };
const order = ['ours', 'ours:gzip', 'constant', 'official', 'prometheus-io', 'platformatic'];
const names = positionals.length > 0 ? positionals : order;
const millis = Number(values.seconds) * 1000;
const perSecond = Number(values.rate);
const pinned = pin(process.pid, 1);
const scraper = fork(fileURLToPath(new URL('./scraper.mjs', import.meta.url)));
await once(scraper, 'message');
pin(scraper.pid, 1);
// Reading 24 MB must not delay the load, which would count as the server's latency.
const scraperIdle = onlyWhenIdle(scraper.pid);
const report = startReport({
  ...size,
  pinned,
  scraperIdle,
  requestsPerSecond: perSecond,
  seconds: Number(values.seconds),
  pairs: Number(values.pairs),
});

await warmClient();
const results = [];
for (const name of names) {
  const [file, encoding] = name.split(':');
  const headers = encoding ? { 'accept-encoding': encoding } : {};
  const subject = await startSubject(file, size);
  pin(subject.pid, 0);
  for (let i = 0; i < 6; i++) await scrape(subject.port, '/metrics', headers);
  const load = new Load(subject.port, perSecond);
  await load.run(2_000);
  const pairs = [];
  const scrapes = [];
  let skipped = 0;
  // The others are far from the bar: a few pairs say it.
  const isClose = file === 'ours' || file === 'constant';
  const count = isClose ? Number(values.pairs) : Math.min(4, Number(values.pairs));
  // The first pair warms what only scrapes under load reach; it is no part of the result.
  for (let pair = -1; pair < count; pair++) {
    const windows = { without: [], with: [] };
    for (const kind of pair % 2 === 0 ? ['without', 'with'] : ['with', 'without']) {
      if (kind === 'with') scraper.send({ command: 'start', port: subject.port, headers });
      windows[kind] = await load.run(millis);
      if (kind === 'with') {
        scraper.send({ command: 'stop' });
        const [answer] = await once(scraper, 'message');
        scrapes.push(...answer.times);
        skipped += answer.skipped;
      }
      // What is still being scraped, or collected as garbage, is no part of the next window. The load goes
      // on: the first requests after a rest are slow.
      await load.run(300);
    }
    if (pair >= 0) pairs.push(windows);
  }
  load.close();
  await subject.stop();
  results.push({
    name,
    ...summary(pairs),
    scrapes: scrapes.length,
    scrapeMillis: median(scrapes),
    skipped,
  });
  console.log(JSON.stringify(results.at(-1)));
}
scraper.kill();
save('latency', report, results, order);
process.exit(0);

function summary(pairs) {
  const of = (kind, share) => median(pairs.map((pair) => percentile(pair[kind], share)));
  const all = (kind) => pairs.flatMap((pair) => pair[kind]);
  const ratios = pairs.map((pair) => percentile(pair.with, 0.99) / percentile(pair.without, 0.99));
  return {
    pairs: pairs.length,
    pooledRatio: percentile(all('with'), 0.99) / percentile(all('without'), 0.99),
    p50Without: of('without', 0.5),
    p99Without: of('without', 0.99),
    p50With: of('with', 0.5),
    p99With: of('with', 0.99),
    maxWith: median(pairs.map((pair) => Math.max(...pair.with))),
    ratio: median(ratios),
    lowerQuartile: percentile(ratios, 0.25),
    upperQuartile: percentile(ratios, 0.75),
    ratios: ratios.map((ratio) => Number(ratio.toFixed(2))),
  };
}
