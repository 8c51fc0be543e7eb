// p99 latency at half of bare's peak load: every connection pauses between requests, so that the rate
// is the same for all candidates.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';
import { candidates, versions } from './lib/candidates.mjs';
import { load } from './lib/load.mjs';
import { startServer } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: ['@obs/auto', 'prom-client by hand'] },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '2' },
    'dry-run': { type: 'boolean', default: false },
  },
});
/** Long enough for the millisecond timers of the load generator. */
const pauseMillis = 4;
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, 'lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const chosen = candidates(rivals, sink.url).filter(
  ({ name }) => name === 'bare' || values.only.includes(name),
);
const samples = new Map(chosen.map(({ name }) => [name, []]));
let peak = 0;

for (let set = 0; set < Number(values.sets); set++) {
  const started = [];
  for (const { name, variant, args, env } of chosen) {
    const file = join(here, 'apps', `node${variant === undefined ? '' : `.${variant}`}.cjs`);
    const server = await startServer(file, { args, env });
    const warm = await load(server.url, { seconds: 2 });
    if (name === 'bare') peak = warm.requestsPerSecond;
    started.push({ name, server });
  }
  const connections = Math.round((peak / 2) * (pauseMillis / 1000));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, server } of round % 2 === 0 ? started : started.toReversed()) {
      const options = { seconds: Number(values.seconds), connections, pauseMillis };
      samples.get(name).push(await load(server.url, options));
    }
  }
  for (const { server } of started) await server.stop();
}
await sink.stop();

const bare = samples.get('bare');
const results = chosen.map(({ name }) => {
  const own = samples.get(name);
  return {
    name,
    requestsPerSecond: summarize(own.map((sample) => sample.requestsPerSecond)),
    p99Millis: summarize(own.map(({ p99Millis }) => p99Millis)),
    timesBare: summarize(own.map(({ p99Millis }, round) => p99Millis / bare[round].p99Millis)),
  };
});
for (const { name, requestsPerSecond, p99Millis, timesBare } of results) {
  console.log(
    `${name.padEnd(42)} ${requestsPerSecond.median.toFixed(0).padStart(7)}/s, p99 ` +
      `${p99Millis.median.toFixed(2)} ms, ${timesBare.median.toFixed(3)}x bare ` +
      `(${timesBare.low.toFixed(3)} to ${timesBare.high.toFixed(3)})`,
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/http-latency.json'),
    `${JSON.stringify({ machine, options: values, peak, results }, null, 1)}\n`,
  );
}
