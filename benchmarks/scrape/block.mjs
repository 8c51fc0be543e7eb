// How long the event loop is blocked, and how much memory it takes, while a million series are
// scraped: the idle process, then the first scrape, then warm ones with every value changed.
// node scrape/block.mjs [--series N] [--rounds N] [subject...]
import { parseArgs } from 'node:util';
import { median, pause, scrape, startSubject, warmClient } from './client.mjs';
import { save, startReport } from './report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    series: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
  },
});
const size = { counters: Number(values.series), histograms: 0 };
const names = positionals.length > 0 ? positionals : ['ours', 'official', 'prometheus-io'];
const report = startReport({ series: size.counters, rounds: Number(values.rounds) });
const warmScrapes = 3;

await warmClient();
const results = [];
for (const name of names) {
  const idle = [];
  const first = [];
  const warm = [];
  // The others take seconds, far from the bar: one round of them says it.
  const rounds = name.startsWith('ours') ? Number(values.rounds) : 1;
  for (let round = 0; round < rounds; round++) {
    const subject = await startSubject(name, size);
    await pause(1_000);
    await subject.call('startDelay');
    await pause(3_000);
    idle.push((await subject.call('stopDelay')).maxMillis);
    first.push(await measured(subject));
    for (let i = 0; i < warmScrapes; i++) {
      await subject.call('tick');
      warm.push(await measured(subject));
    }
    await subject.stop();
  }
  const result = { name, idleMillis: idle, first: summary(first), warm: summary(warm) };
  results.push(result);
  console.log(name, JSON.stringify(result));
}
save('block', report, results);
process.exit(0);

async function measured(subject) {
  const { base } = await subject.call('startMemory');
  await pause(500);
  await subject.call('startDelay');
  const { millis } = await scrape(subject.port);
  const { maxMillis } = await subject.call('stopDelay');
  const { peak } = await subject.call('stopMemory');
  return { millis, block: maxMillis, mebibytes: (peak - base) / 2 ** 20 };
}

function summary(scrapes) {
  return {
    millis: median(scrapes.map(({ millis }) => millis)),
    blockMillis: median(scrapes.map(({ block }) => block)),
    worstBlockMillis: Math.max(...scrapes.map(({ block }) => block)),
    mostMebibytes: Math.max(...scrapes.map(({ mebibytes }) => mebibytes)),
  };
}
