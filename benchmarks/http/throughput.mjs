// Requests a second of three hello worlds, bare and under each candidate, as ratios of bare in the
// same round. Every candidate is measured against a bare of its own, back to back (lib/pair.mjs says
// why) and in turns of 60 ms (lib/closed-load.mjs says why), and both are started anew a few times,
// because two processes of the same program differ by a few percent.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';
import { candidates, versions } from './lib/candidates.mjs';
import { startClosedLoad } from './lib/closed-load.mjs';
import { startPair, summarizePairs } from './lib/pair.mjs';
import { startServer } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    app: { type: 'string', multiple: true, default: ['node', 'express', 'fastify'] },
    only: { type: 'string', multiple: true },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '60' },
    millis: { type: 'string', default: '60' },
    // Rounds before those that count: what is not compiled yet is slower by a third.
    warm: { type: 'string', default: '40' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, 'lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const [bare, ...others] = candidates(rivals, sink.url);
// What its ratio strays from 1 is what no ratio here can tell from chance.
const chosen = [{ ...bare, name: 'bare, a second one' }, ...others].filter(
  ({ name }) => values.only === undefined || values.only.includes(name),
);

for (const app of values.app) {
  const samples = new Map(chosen.map(({ name }) => [name, []]));
  for (let set = 0; set < Number(values.sets); set++) {
    for (const [at, candidate] of chosen.entries()) {
      const pairs = await measure(app, candidate, (set + at) % 2 === 1);
      samples.get(candidate.name).push(...pairs);
    }
  }
  const results = [
    summarizePairs('bare', [...samples.values()].flat(), 'bare'),
    ...chosen.map(({ name }) => summarizePairs(name, samples.get(name), 'own')),
  ];
  const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;
  for (const { name, requestsPerSecond, ofBare, processorMicros, ofBareProcessor } of results) {
    console.log(
      `${app.padEnd(8)} ${name.padEnd(42)} ${requestsPerSecond.median.toFixed(0).padStart(7)}/s ` +
        `${percent(ofBare.median)} of bare (${percent(ofBare.low)} to ${percent(ofBare.high)}); ` +
        `${processorMicros.median.toFixed(1)} us, ${percent(ofBareProcessor.median)} ` +
        `(${percent(ofBareProcessor.low)} to ${percent(ofBareProcessor.high)})`,
    );
  }
  if (values['dry-run']) continue;
  writeFileSync(
    join(here, `../results/http-${app}.json`),
    `${JSON.stringify({ machine, app, options: values, results }, null, 1)}\n`,
  );
}
await sink.stop();

/** Starts a candidate and a bare, warms both, and loads them in turn: a pair of samples a round. */
async function measure(app, candidate, candidateFirst) {
  const path = app === 'node' ? '/hello' : '/hello/world';
  const pair = await startPair(app, bare, candidate, candidateFirst);
  const loads = new Map();
  const turn = async (server) => {
    if (!loads.has(server)) loads.set(server, await startClosedLoad(server, path));
    return loads.get(server).turn(Number(values.millis));
  };
  try {
    await pair.inTurn(Number(values.warm), turn);
    const pairs = await pair.inTurn(Number(values.rounds), turn);
    for (const load of loads.values()) await load.stop();
    return pairs;
  } finally {
    await pair.stop();
  }
}
