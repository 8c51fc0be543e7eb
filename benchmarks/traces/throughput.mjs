// Requests a second of a hello world that makes a span for each request and sends it to a real
// Collector, as ratios of bare in the same round; beside them start-up, memory, and how many of the
// spans arrived. Processes are started anew a few times; within one set the candidates alternate,
// every other round backwards.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { npmFolder } from '@obs-test/backends';
import { load } from '../http/lib/load.mjs';
import { processorMicros, spawnOn, startServer } from '../http/lib/servers.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';
import { candidates, senders, versions } from './candidates.mjs';
import { startSink } from './collector.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    sets: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '2' },
    warm: { type: 'string', default: '3' },
    connections: { type: 'string', default: '50' },
    starts: { type: 'string', default: '9' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const app = join(here, '../http/apps/node.cjs');
const rivals = await npmFolder(join(here, '../rivals'));
const sink = await startSink(senders);
const machine = describeMachine(versions, rivals);
const all = candidates(rivals, sink.url).filter(
  ({ name }) => values.only === undefined || name === 'bare' || values.only.includes(name),
);
const samples = new Map(
  all.map(({ name }) => [name, { rounds: [], rss: [], arrived: [], start: [] }]),
);

for (let set = 0; set < Number(values.sets); set++) await measure();
for (let round = 0; round < Number(values.starts); round++) await startAll(round);
await sink.stop();

const bare = samples.get('bare');
const results = all.map(({ name }) => {
  const { rounds, rss, arrived, start } = samples.get(name);
  const ofBare = (pick) => summarize(rounds.map((one, at) => pick(one, bare.rounds[at])));
  return {
    name,
    requestsPerSecond: summarize(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
    ofBare: ofBare((one, other) => one.requestsPerSecond / other.requestsPerSecond),
    p99Millis: summarize(rounds.map(({ p99Millis }) => p99Millis)),
    ofBareProcessor: ofBare((one, other) => other.micros / one.micros),
    // Near 1, and it was the server that could do no more.
    busy: summarize(
      rounds.map(({ requestsPerSecond, micros }) => (requestsPerSecond * micros) / 1e6),
    ),
    addedRssMiB: summarize(rss.map((mebibytes, at) => mebibytes - bare.rss[at])),
    addedStartMillis: summarize(start.map((millis, at) => millis - bare.start[at])),
    ...(name === 'bare' ? {} : { arrived: summarize(arrived) }),
  };
});
for (const {
  name,
  requestsPerSecond,
  ofBare,
  ofBareProcessor,
  busy,
  addedRssMiB,
  addedStartMillis,
  arrived,
} of results) {
  const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;
  console.log(
    `${name.padEnd(28)} ${requestsPerSecond.median.toFixed(0).padStart(6)}/s ` +
      `${percent(ofBare.median)} of bare (${percent(ofBare.low)} to ${percent(ofBare.high)}), ` +
      `processor ${percent(ofBareProcessor.median)}, busy ${percent(busy.median)}; +${addedStartMillis.median.toFixed(0)} ms, ` +
      `+${addedRssMiB.median.toFixed(0)} MiB; arrived ${arrived === undefined ? '-' : percent(arrived.median)}`,
  );
}
if (!values['dry-run']) {
  writeFileSync(
    join(here, '../results/traces.json'),
    `${JSON.stringify({ machine, options: values, results }, null, 1)}\n`,
  );
}

/** Starts every candidate, warms it, loads them in turn, and counts what arrived of each. */
async function measure() {
  const started = [];
  const requests = new Map(all.map(({ name }) => [name, 0]));
  const before = new Map();
  const loadOnce = async ({ name, server }, seconds) => {
    const begun = processorMicros(server.pid);
    const result = await run(server, seconds);
    requests.set(name, requests.get(name) + result.requests);
    return { ...result, micros: (processorMicros(server.pid) - begun) / result.requests };
  };
  try {
    for (const { name } of all.slice(1)) before.set(name, await sink.spans(name));
    for (const { name, args, env } of all) {
      started.push({ name, server: await startServer(app, { args, env }) });
      await loadOnce(started.at(-1), Number(values.warm));
    }
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const one of round % 2 === 0 ? started : started.toReversed()) {
        samples.get(one.name).rounds.push(await loadOnce(one, Number(values.seconds)));
      }
    }
    for (const { name, server } of started) samples.get(name).rss.push(rssMiB(server.pid));
    // The last batches wait for five seconds.
    await sleep(7000);
    for (const { name } of all.slice(1)) {
      const arrived = (await sink.spans(name)) - before.get(name);
      samples.get(name).arrived.push(arrived / requests.get(name));
    }
  } finally {
    for (const { server } of started) await server.stop();
  }
}

function run(server, seconds) {
  return load(`${server.url}/hello`, { seconds, connections: Number(values.connections) });
}

/** Starts each once and adds the time from the start of the process until it listens. */
async function startAll(round) {
  for (const { name, args = [], env = {} } of round % 2 === 0 ? all : all.toReversed()) {
    const begun = performance.now();
    const child = spawnOn(0, process.execPath, [...args, app], {
      cwd: join(here, '../http/lib'),
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    samples.get(name).start.push(performance.now() - begun);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}

function rssMiB(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) / 1024;
}
