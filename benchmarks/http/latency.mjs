// p99 latency at half of bare's peak load. Requests come at random times (lib/arrivals.mjs), at the same
// rate for a candidate and the bare that it is measured against, in turns of 50 ms: what disturbs this
// machine lasts longer, so it meets both. Bare is measured against a second bare, too: how
// far their ratio strays is what no ratio here can tell from chance.
//
// `calm` are the pairs in which the load was on time, that is, in which nothing else wanted the machine: it
// runs on another processor than the server and cannot know which of the two it loads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';
import { interval, summarize } from '../lib/stats.mjs';
import { candidates, latencyCandidates, versions } from './lib/candidates.mjs';
import { load } from './lib/load.mjs';
import { startOpenLoad } from './lib/open-load.mjs';
import { startPair } from './lib/pair.mjs';
import { startServer } from './lib/servers.mjs';

const shown = [
  '@obs/auto',
  '@obs/auto, with gc metrics',
  'a gc observer alone',
  'prom-client by hand',
];
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: shown },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '300' },
    millis: { type: 'string', default: '50' },
    // Rounds of a second each at full load, which warm both and find bare's peak.
    warm: { type: 'string', default: '3' },
    'dry-run': { type: 'boolean', default: false },
  },
});
/** Rounds that do not count: the load's own connections and code are new. */
const settling = 20;
/** A load that is later than this for one request in a hundred was disturbed. */
const calmMillis = 0.2;
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, 'lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const [bare, ...others] = [...candidates(rivals, sink.url), ...latencyCandidates].filter(
  ({ name }) => name === 'bare' || values.only.includes(name),
);
const chosen = [{ ...bare, name: 'bare, a second one' }, ...others];
const samples = new Map(chosen.map(({ name }) => [name, []]));
const peaks = [];

for (let set = 0; set < Number(values.sets); set++) {
  for (const [at, candidate] of chosen.entries()) {
    const pairs = await measure(candidate, (set + at) % 2 === 1);
    samples.get(candidate.name).push(...pairs);
    const { timesBare, calm } = summarizePairs(candidate.name, pairs);
    console.log(
      `set ${set + 1}/${values.sets} ${candidate.name.padEnd(24)} ${timesBare.median.toFixed(3)}x, ` +
        `calm ${calm.pairs}/${pairs.length}`,
    );
  }
}
await sink.stop();

const results = chosen.map(({ name }) => summarizePairs(name, samples.get(name)));
for (const { name, requestsPerSecond, bareP99Millis, p99Millis, timesBare, calm } of results) {
  console.log(
    `${name.padEnd(24)} ${requestsPerSecond.toFixed(0)}/s, p99 ${p99Millis.median.toFixed(3)} ms, bare ` +
      `${bareP99Millis.median.toFixed(3)} ms, ${ratioText(timesBare)}; calm: ${calm.pairs} pairs, ` +
      `${calm.timesBare ? ratioText(calm.timesBare) : 'none'}`,
  );
}
if (!values['dry-run']) {
  const peak = summarize(peaks).median;
  writeFileSync(
    join(here, '../results/http-latency.json'),
    `${JSON.stringify({ machine, options: values, peak, results }, null, 1)}\n`,
  );
}

/** Finds bare's peak while both are warmed, then loads both in turn with half of it. */
async function measure(candidate, candidateFirst) {
  const openLoad = startOpenLoad();
  const pair = await startPair('node', bare, candidate, candidateFirst);
  try {
    const warm = await pair.inTurn(Number(values.warm), ({ url }) => load(url, { seconds: 1 }));
    const peak = Math.max(...warm.map((sample) => sample.bare.requestsPerSecond));
    peaks.push(peak);
    const options = { millis: Number(values.millis), perSecond: peak / 2 };
    const turn = ({ url }) => openLoad.run(url, options);
    await pair.inTurn(settling, turn);
    const pairs = await pair.inTurn(Number(values.rounds), turn);
    return pairs.map((one) => ({ ...one, perSecond: peak / 2 }));
  } finally {
    await pair.stop();
    await openLoad.stop();
  }
}

function summarizePairs(name, pairs) {
  const calm = pairs.filter((pair) =>
    [pair.bare, pair.own].every(({ lagP99Millis }) => lagP99Millis <= calmMillis),
  );
  return {
    name,
    requestsPerSecond: summarize(pairs.map(({ perSecond }) => perSecond)).median,
    ...ofPairs(pairs),
    calm: { pairs: calm.length, ...(calm.length > 0 ? ofPairs(calm) : {}) },
  };
}

function ofPairs(pairs) {
  const ratios = pairs.map(({ bare, own }) => own.p99Millis / bare.p99Millis);
  return {
    bareP99Millis: summarize(pairs.map(({ bare }) => bare.p99Millis)),
    p99Millis: summarize(pairs.map(({ own }) => own.p99Millis)),
    timesBare: { ...summarize(ratios), interval: interval(ratios) },
  };
}

function ratioText({ median, interval: [from, to] }) {
  return `${median.toFixed(3)}x bare (${from.toFixed(3)} to ${to.toFixed(3)})`;
}
