// Milliseconds from the start of a process until its server listens, with each candidate in front.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { candidates, versions } from '../http/lib/candidates.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '21' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const rivals = await npmFolder(join(here, '../rivals'));
const machine = describeMachine(versions, rivals);
// Nothing is sent in this time, so nobody need listen.
const chosen = candidates(rivals, 'http://127.0.0.1:1').filter(
  ({ name, variant }) =>
    variant === undefined &&
    (values.only === undefined || name === 'bare' || values.only.includes(name)),
);
const samples = new Map(chosen.map(({ name }) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { name, args = [], env } of round % 2 === 0 ? chosen : chosen.toReversed()) {
    const { stdout } = spawnSync(process.execPath, [...args, join(here, 'hello.cjs')], {
      encoding: 'utf8',
      cwd: here,
      env: { PATH: process.env.PATH, ...env },
    });
    const [wall, processor] = stdout.trim().split(' ').map(Number);
    samples.get(name).push({ wall, processor });
  }
}
const bare = samples.get('bare');
const results = chosen.map(({ name }) => {
  const own = samples.get(name);
  return {
    name,
    wallMillis: summarize(own.map(({ wall }) => wall)),
    addedMillis: summarize(own.map(({ wall }, round) => wall - bare[round].wall)),
    addedProcessorMillis: summarize(
      own.map(({ processor }, round) => processor - bare[round].processor),
    ),
  };
});
for (const { name, addedMillis, addedProcessorMillis } of results) {
  console.log(
    `${name.padEnd(42)} ${addedMillis.median.toFixed(1).padStart(7)} ms added ` +
      `(${addedMillis.low.toFixed(1)} to ${addedMillis.high.toFixed(1)}), ` +
      `${addedProcessorMillis.median.toFixed(1)} ms of processor time`,
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/footprint-startup.json'),
    `${JSON.stringify({ machine, results }, null, 1)}\n`,
  );
}
