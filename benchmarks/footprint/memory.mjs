// Resident memory under load, with each candidate in front: the highest value of the second half of
// the load, when the heap has grown to what it needs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { candidates, versions } from '../http/lib/candidates.mjs';
import { load } from '../http/lib/load.mjs';
import { startServer } from '../http/lib/servers.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startServer(join(here, '../http/lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const chosen = candidates(rivals, sink.url).filter(
  ({ name }) => values.only === undefined || name === 'bare' || values.only.includes(name),
);
const samples = new Map(chosen.map(({ name }) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const candidate of round % 2 === 0 ? chosen : chosen.toReversed()) {
    samples.get(candidate.name).push(await residentMebibytes(candidate));
  }
}
await sink.stop();

async function residentMebibytes({ variant, args, env }) {
  const file = join(here, '../http/apps', `node${variant === undefined ? '' : `.${variant}`}.cjs`);
  const server = await startServer(file, { args, env });
  const half = Number(values.seconds) / 2;
  await load(server.url, { seconds: half });
  let highest = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, resident(server.pid));
  }, 50);
  await load(server.url, { seconds: half });
  clearInterval(timer);
  await server.stop();
  return highest;
}

function resident(pid) {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

const bare = summarize(samples.get('bare')).median;
const results = chosen.map(({ name }) => {
  const mebibytes = summarize(samples.get(name));
  return { name, mebibytes, addedMebibytes: mebibytes.median - bare };
});
for (const { name, mebibytes, addedMebibytes } of results) {
  console.log(
    `${name.padEnd(42)} ${mebibytes.median.toFixed(1).padStart(7)} MiB, ${addedMebibytes.toFixed(1)} added`,
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/footprint-memory.json'),
    `${JSON.stringify({ machine, results }, null, 1)}\n`,
  );
}
