// p99 latency at half of bare's peak load: every connection pauses between requests, so that the rate
// is the same for a candidate and the bare it is measured against, back to back (lib/pair.mjs says why).
// Bare is measured against a second bare too: how far their ratio strays is what no ratio here can tell
// from chance. Turns are short and many, since what disturbs them lasts for seconds, and it only ever
// adds: `ofBareUndisturbed` compares the turns at the lower quartile of either side.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';
import { candidates, versions } from './lib/candidates.mjs';
import { load } from './lib/load.mjs';
import { startPair } from './lib/pair.mjs';
import { startServer } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: ['@obs/auto', 'prom-client by hand'] },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '1' },
    // Rounds of a second each at full load, which warm both and find bare's peak.
    warm: { type: 'string', default: '3' },
    'dry-run': { type: 'boolean', default: false },
  },
});
/** Long enough for the millisecond timers of the load generator. */
const pauseMillis = 4;
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, 'lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const [bare, ...others] = candidates(rivals, sink.url).filter(
  ({ name }) => name === 'bare' || values.only.includes(name),
);
const chosen = [{ ...bare, name: 'bare, a second one' }, ...others];
const samples = new Map(chosen.map(({ name }) => [name, []]));
const peaks = [];

for (let set = 0; set < Number(values.sets); set++) {
  for (const [at, candidate] of chosen.entries()) {
    const pairs = await measure(candidate, (set + at) % 2 === 1);
    samples.get(candidate.name).push(...pairs);
  }
}
await sink.stop();

const peak = summarize(peaks).median;
const results = [
  summarizePairs('bare', [...samples.values()].flat(), 'bare'),
  ...chosen.map(({ name }) => summarizePairs(name, samples.get(name), 'own')),
];
for (const {
  name,
  requestsPerSecond,
  p50Millis,
  p99Millis,
  timesBare,
  ofBareUndisturbed,
} of results) {
  console.log(
    `${name.padEnd(42)} ${requestsPerSecond.median.toFixed(0).padStart(7)}/s, p50 ` +
      `${p50Millis.median.toFixed(2)} ms, p99 ` +
      `${p99Millis.median.toFixed(2)} ms, ${timesBare.median.toFixed(3)}x bare ` +
      `(${timesBare.low.toFixed(3)} to ${timesBare.high.toFixed(3)}), ` +
      `undisturbed ${p99Millis.low.toFixed(2)} ms, ${ofBareUndisturbed.toFixed(3)}x`,
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/http-latency.json'),
    `${JSON.stringify({ machine, options: values, peak, results }, null, 1)}\n`,
  );
}

/** Finds bare's peak while both are warmed, then loads both in turn with half of it. */
async function measure(candidate, candidateFirst) {
  const pair = await startPair('node', bare, candidate, candidateFirst);
  try {
    const warm = await pair.inTurn(Number(values.warm), ({ url }) => load(url, { seconds: 1 }));
    const peak = Math.max(...warm.map((sample) => sample.bare.requestsPerSecond));
    peaks.push(peak);
    const options = {
      seconds: Number(values.seconds),
      connections: Math.round((peak / 2) * (pauseMillis / 1000)),
      pauseMillis,
    };
    return await pair.inTurn(Number(values.rounds), ({ url }) => load(url, options));
  } finally {
    await pair.stop();
  }
}

/** `side` is whose figures are meant, `own` or `bare`, whose ratios are 1. */
function summarizePairs(name, pairs, side) {
  const of = (whose, what) => summarize(pairs.map((pair) => pair[whose][what]));
  const p99Millis = of(side, 'p99Millis');
  return {
    name,
    requestsPerSecond: of(side, 'requestsPerSecond'),
    p50Millis: of(side, 'p50Millis'),
    p99Millis,
    timesBare: summarize(pairs.map((pair) => pair[side].p99Millis / pair.bare.p99Millis)),
    ofBareUndisturbed: p99Millis.low / of('bare', 'p99Millis').low,
  };
}
