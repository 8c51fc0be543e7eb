// Unary gRPC calls a second, metrics on both sides, as ratios of bare in the same round. Processes are
// started anew a few times, because two processes of the same program differ by a few percent; within
// one set the candidates alternate, every other round backwards.
//
//   node benchmarks/grpc/calls.mjs [--sets 4] [--rounds 6] [--seconds 1] [--concurrency 50] [--only @obs/auto] [--dry-run]
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';

const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '50' },
    only: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean', default: false },
  },
});

const candidates = [
  { name: 'bare' },
  {
    name: '@obs/auto',
    execArgv: ['--require', '@obs/auto'],
    env: { OBS_METRICS_PORT: '0', OBS_LOG: 'silent' },
  },
  { name: '@obs/instrumentation-grpc on the official SDK', subject: 'ours-on-official-sdk' },
  { name: '@opentelemetry/instrumentation-grpc, spans, no export', subject: 'official-spans' },
].filter(({ name }) => values.only === undefined || name === 'bare' || values.only.includes(name));

const work = { seconds: Number(values.seconds), concurrency: Number(values.concurrency) };
const samples = new Map(candidates.map(({ name }) => [name, []]));
const machine = describeMachine();
for (let set = 0; set < Number(values.sets); set++) await measureSet();
const report = { machine, options: values, results: results() };
print(report);
if (!values['dry-run']) {
  writeFileSync(
    new URL('../results/grpc.json', import.meta.url),
    `${JSON.stringify(report, null, 1)}\n`,
  );
  writeTable(report);
}

async function measureSet() {
  const started = [];
  try {
    for (const candidate of candidates) started.push(await start(candidate));
    // Optimised by V8 before it is measured.
    for (const { run } of started) await run({ ...work, seconds: 2 });
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const { name, run } of round % 2 === 0 ? started : started.toReversed()) {
        samples.get(name).push(await run(work));
      }
    }
  } finally {
    for (const { stop } of started) stop();
  }
}

async function start({ name, subject, execArgv = [], env = {} }) {
  const child = fork(fileURLToPath(new URL('./subject.mjs', import.meta.url)), {
    execArgv,
    env: { ...process.env, ...env, ...(subject === undefined ? {} : { BENCH_SUBJECT: subject }) },
  });
  const answer = () =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`${name} ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
  await answer();
  return {
    name,
    run(message) {
      const answered = answer();
      child.send(message);
      return answered;
    },
    stop: () => child.disconnect(),
  };
}

function results() {
  const bare = samples.get('bare');
  return candidates.map(({ name }) => {
    const own = samples.get(name);
    return {
      name,
      callsPerSecond: summarize(own.map(({ callsPerSecond }) => callsPerSecond)),
      ofBare: summarize(
        own.map(({ callsPerSecond }, i) => callsPerSecond / bare[i].callsPerSecond),
      ),
      processorMicros: summarize(own.map(({ micros }) => micros)),
      ofBareProcessor: summarize(own.map(({ micros }, i) => bare[i].micros / micros)),
    };
  });
}

function percent({ median, low, high }) {
  const [m, l, h] = [median, low, high].map((ratio) => (ratio * 100).toFixed(1));
  return `${m} % (${l} to ${h})`;
}

function print({ results }) {
  for (const { name, callsPerSecond, ofBare, processorMicros, ofBareProcessor } of results) {
    console.log(
      `${name.padEnd(54)} ${callsPerSecond.median.toFixed(0).padStart(6)}/s ${percent(ofBare)}; ` +
        `${processorMicros.median.toFixed(1)} us, ${percent(ofBareProcessor)}`,
    );
  }
}

/** Replaces the table in the README. */
function writeTable({ machine, results }) {
  const file = new URL('README.md', import.meta.url);
  const table = [
    '| | calls a second | of bare | processor time of a call, both sides | of bare |',
    '| --- | --: | --: | --: | --: |',
    ...results.map(
      ({ name, callsPerSecond, ofBare, processorMicros, ofBareProcessor }) =>
        `| ${name} | ${callsPerSecond.median.toFixed(0)} | ${percent(ofBare)} | ${processorMicros.median.toFixed(1)} µs | ${percent(ofBareProcessor)} |`,
    ),
    '',
    `Medians and quartiles of ${results[0].ofBare.rounds} rounds. Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, load average ${machine.loadAverage[0]} at the start, ${machine.date.slice(0, 10)}.`,
  ].join('\n');
  const [open, close] = ['<!-- calls -->', '<!-- /calls -->'];
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  writeFileSync(file, `${text.slice(0, start)}${open}\n${table}\n${text.slice(end)}`);
}
