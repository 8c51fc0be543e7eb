// On the official MeterProvider: our exporter beside the official one, by number of series. Both run at
// the same time and are scraped in turn, every other time in the opposite order.
// node scrape/size.mjs [--seconds N] [--sizes 1,10,...]
import { parseArgs } from 'node:util';
import { median, request, startSubject, warmClient } from './client.mjs';
import { save, startReport } from './report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '12' },
    sizes: { type: 'string', default: '1,10,100,1000,10000,100000' },
  },
});
const names = ['ours-on-official-sdk', 'official', 'ours'];
const report = startReport({ secondsEach: Number(values.seconds) });
const leastRounds = 15;
const mostRounds = 4_000;

await warmClient();
const results = [];
for (const series of values.sizes.split(',').map(Number)) {
  // One histogram to ten counters.
  const histograms = Math.floor(series / 11);
  const size = { counters: series - histograms, histograms };
  const subjects = [];
  for (const name of names)
    subjects.push({ name, wall: [], cpu: 0, ...(await started(name, size)) });
  const rounds = await scrapes(subjects);
  const [onOfficial, official, own] = subjects.map(({ name, wall, cpu }) => ({
    name,
    wallMillis: median(wall),
    cpuMillis: cpu / rounds,
  }));
  for (const { subject } of subjects) await subject.stop();
  results.push({ series, rounds, onOfficial, official, own });
  console.log(
    `${series} series, ${rounds} rounds:`,
    [onOfficial, official, own]
      .map((one) => `${one.name} ${one.wallMillis.toFixed(3)} ms (cpu ${one.cpuMillis.toFixed(3)})`)
      .join(', '),
  );
}
save('size', report, results);
process.exit(0);

async function started(name, size) {
  const subject = await startSubject(name, size);
  // Until code is compiled: by number of scrapes, or by time when they are long.
  const end = performance.now() + 4_000;
  for (let i = 0; i < 2_000 && performance.now() < end; i++)
    await request(subject.port, '/metrics');
  return { subject };
}

async function scrapes(subjects) {
  const end = performance.now() + Number(values.seconds) * 1000;
  for (const one of subjects) one.cpu -= (await one.subject.call('cpu')).millis;
  let round = 0;
  for (; round < mostRounds && (round < leastRounds || performance.now() < end); round++) {
    for (const one of round % 2 === 0 ? subjects : subjects.toReversed()) {
      one.wall.push((await request(one.subject.port, '/metrics')).millis);
    }
  }
  for (const one of subjects) one.cpu += (await one.subject.call('cpu')).millis;
  return round;
}
