// Requests a second of three hello worlds, bare and under each candidate, as ratios of bare in the
// same round. Processes are started anew a few times, because two processes of the same program
// differ by a few percent; within one set the candidates alternate, every other round backwards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';
import { candidates, versions } from './lib/candidates.mjs';
import { load } from './lib/load.mjs';
import { processorMicros, startServer } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    app: { type: 'string', multiple: true, default: ['node', 'express', 'fastify'] },
    only: { type: 'string', multiple: true },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '1' },
    // A second is too short: what is not compiled yet is slower by a third.
    warm: { type: 'string', default: '3' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, 'lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const all = candidates(rivals, sink.url).filter(
  ({ name }) => values.only === undefined || name === 'bare' || values.only.includes(name),
);

for (const app of values.app) {
  const samples = new Map(all.map(({ name }) => [name, []]));
  for (let set = 0; set < Number(values.sets); set++) await measure(app, samples);
  const bare = samples.get('bare');
  const results = all.map(({ name }) => {
    const own = samples.get(name);
    return {
      name,
      requestsPerSecond: summarize(own.map((sample) => sample.requestsPerSecond)),
      ofBare: summarize(
        own.map((sample, round) => sample.requestsPerSecond / bare[round].requestsPerSecond),
      ),
      processorMicros: summarize(own.map(({ micros }) => micros)),
      ofBareProcessor: summarize(own.map(({ micros }, round) => bare[round].micros / micros)),
    };
  });
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

/** Starts every candidate, warms it, and loads them in turn. */
async function measure(app, samples) {
  const path = app === 'node' ? '/hello' : '/hello/world';
  const started = [];
  try {
    for (const { name, variant, args, env } of all) {
      const file = join(here, 'apps', `${app}${variant === undefined ? '' : `.${variant}`}.cjs`);
      const server = await startServer(file, { args, env });
      started.push({ name, server, url: server.url + path });
      await load(server.url + path, { seconds: Number(values.warm) });
    }
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const { name, url, server } of round % 2 === 0 ? started : started.toReversed()) {
        const begun = processorMicros(server.pid);
        const { requests, requestsPerSecond } = await load(url, {
          seconds: Number(values.seconds),
        });
        const micros = (processorMicros(server.pid) - begun) / requests;
        samples.get(name).push({ requestsPerSecond, micros });
      }
    }
  } finally {
    for (const { server } of started) await server.stop();
  }
}
