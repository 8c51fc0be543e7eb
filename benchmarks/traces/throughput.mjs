// Requests a second of a hello world that makes a span for each request and sends it to a real
// Collector, as ratios of bare in the same round; beside them start-up, memory, and how many of the
// spans arrived. Every candidate is measured against a bare of its own, back to back
// (http/lib/pair.mjs says why), and both are started anew a few times.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { load } from '../http/lib/load.mjs';
import { startPair, summarizePairs } from '../http/lib/pair.mjs';
import { keepOn, processorMicros, spawnOn, startServer } from '../http/lib/servers.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';
import { candidates, senders, versions } from './candidates.mjs';
import { startSink } from './collector.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '1' },
    // Rounds before those that count: what is not compiled yet is slower by a third.
    warm: { type: 'string', default: '4' },
    connections: { type: 'string', default: '50' },
    starts: { type: 'string', default: '9' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const app = join(here, '../http/apps/node.cjs');
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startSink(senders);
// On the processor of the load: what is measured is the server.
keepOn(1, process.pid);
const agent = await startServer(join(here, '../http/lib/sink.cjs'), { processor: 1 });
const machine = describeMachine(versions, rivals);
const [bare, ...chosen] = candidates(rivals, sink.url, agent.url).filter(
  ({ name }) => values.only === undefined || name === 'bare' || values.only.includes(name),
);
const samples = new Map(chosen.map(({ name }) => [name, { pairs: [], rss: [], arrived: [] }]));
const starts = new Map([bare, ...chosen].map(({ name }) => [name, []]));

for (let set = 0; set < Number(values.sets); set++) {
  for (const [at, candidate] of chosen.entries()) {
    await measure(candidate, (set + at) % 2 === 1);
    console.error(`set ${set + 1} of ${values.sets}: ${candidate.name}`);
  }
}
for (let round = 0; round < Number(values.starts); round++) await startAll(round);
await agent.stop();
await sink.stop();

const all = [...samples.values()];
const results = [
  summarizeLoad(
    'bare',
    all.flatMap(({ pairs }) => pairs),
    'bare',
  ),
  ...chosen.map(({ name }) => {
    const { pairs, rss, arrived } = samples.get(name);
    return {
      ...summarizeLoad(name, pairs, 'own'),
      addedRssMiB: summarize(rss),
      addedStartMillis: summarize(
        starts.get(name).map((millis, at) => millis - starts.get('bare')[at]),
      ),
      ...(arrived.length === 0 ? {} : { arrived: summarize(arrived) }),
    };
  }),
];
for (const { name, requestsPerSecond, ofBare, ofBareProcessor, busy, ...added } of results) {
  const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;
  const { addedStartMillis, addedRssMiB, arrived } = added;
  console.log(
    `${name.padEnd(28)} ${requestsPerSecond.median.toFixed(0).padStart(6)}/s ` +
      `${percent(ofBare.median)} of bare (${percent(ofBare.low)} to ${percent(ofBare.high)}), ` +
      `processor ${percent(ofBareProcessor.median)}, busy ${percent(busy.median)}` +
      (name === 'bare'
        ? ''
        : `; +${addedStartMillis.median.toFixed(0)} ms, +${addedRssMiB.median.toFixed(0)} MiB; ` +
          `arrived ${arrived === undefined ? 'unknown' : percent(arrived.median)}`),
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/traces.json'),
    `${JSON.stringify({ machine, options: values, results }, null, 1)}\n`,
  );
}

/** Starts a candidate and a bare, warms both, loads them in turn, and counts what arrived. */
async function measure(candidate, candidateFirst) {
  const { name } = candidate;
  const of = samples.get(name);
  const isCounted = senders.includes(name);
  const before = isCounted ? await sink.spans(name) : 0;
  const pair = await startPair('node', bare, candidate, candidateFirst);
  const servers = {};
  let sent = 0;
  const loadOnce = async (server, side) => {
    servers[side] = server;
    const begun = processorMicros(server.pid);
    const { requests, requestsPerSecond, p99Millis } = await load(`${server.url}/hello`, {
      seconds: Number(values.seconds),
      connections: Number(values.connections),
    });
    if (side === 'own') sent += requests;
    const micros = (processorMicros(server.pid) - begun) / requests;
    return { requestsPerSecond, p99Millis, micros };
  };
  try {
    await pair.inTurn(Number(values.warm), loadOnce);
    of.pairs.push(...(await pair.inTurn(Number(values.rounds), loadOnce)));
    of.rss.push(rssMiB(servers.own.pid) - rssMiB(servers.bare.pid));
    if (!isCounted) return;
    // The last batches wait for five seconds.
    await sleep(7000);
    of.arrived.push(((await sink.spans(name)) - before) / sent);
  } finally {
    await pair.stop();
  }
}

/** `side` is whose figures are meant, `own` or `bare`. */
function summarizeLoad(name, pairs, side) {
  const own = pairs.map((pair) => pair[side]);
  return {
    ...summarizePairs(name, pairs, side),
    p99Millis: summarize(own.map(({ p99Millis }) => p99Millis)),
    // Near 1, and it was the server that could do no more.
    busy: summarize(own.map(({ requestsPerSecond, micros }) => (requestsPerSecond * micros) / 1e6)),
  };
}

/** Starts each once and adds the time from the start of the process until it listens. */
async function startAll(round) {
  for (const { name, args = [], env = {} } of round % 2 === 0
    ? [bare, ...chosen]
    : [...chosen.toReversed(), bare]) {
    const begun = performance.now();
    const child = spawnOn(0, process.execPath, [...args, app], {
      cwd: join(here, '../http/lib'),
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    starts.get(name).push(performance.now() - begun);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}

function rssMiB(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) / 1024;
}
