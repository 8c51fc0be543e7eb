// What the runtime metrics cost while nobody scrapes: processor time of a process that does nothing, and
// of one that makes garbage all the time, with them and without, in turn.
//
//   node benchmarks/runtime/idle.mjs [--rounds 5] [--seconds 4] [--dry-run] [--table]
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MeterProvider } from '@obs/sdk-metrics';
import { describeMachine } from '../lib/machine.mjs';
import { summarize } from '../lib/stats.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    'dry-run': { type: 'boolean', default: false },
    // Only writes the table anew, from the kept results.
    table: { type: 'boolean', default: false },
  },
});
const subjects = ['without', 'opentelemetry', 'prom-client'];
const loads = ['idle', 'garbage'];

const resultsFile = new URL('../results/runtime-idle.json', import.meta.url);

if (values.table) writeTable(JSON.parse(readFileSync(resultsFile, 'utf8')));
else if (process.env.BENCH_SUBJECT === undefined) await measure();
else await run(process.env.BENCH_SUBJECT, process.env.BENCH_LOAD, Number(values.seconds));

async function measure() {
  const machine = describeMachine();
  const samples = new Map();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const load of loads) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        const key = `${load}, ${subject}`;
        const list = samples.get(key) ?? [];
        list.push(await once(subject, load));
        samples.set(key, list);
      }
    }
  }
  const results = [...samples].map(([name, list]) => ({ name, ...summarize(list) }));
  for (const { name, median, low, high } of results) {
    console.log(
      `${name.padEnd(24)} ${median.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
    );
  }
  if (values['dry-run']) return;
  const report = { machine, options: values, results };
  writeFileSync(resultsFile, `${JSON.stringify(report, null, 1)}\n`);
  writeTable(report);
}

function once(subject, load) {
  const child = fork(import.meta.filename, process.argv.slice(2), {
    env: { ...process.env, BENCH_SUBJECT: subject, BENCH_LOAD: load },
  });
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => code !== 0 && reject(new Error(`${subject} ended with ${code}`)));
  });
}

/** Idle: processor milliseconds a second. Garbage: processor microseconds for a piece of the work. */
async function run(subject, load, seconds) {
  if (subject !== 'without') {
    const { instrumentRuntime } = await import('@obs/instrumentation-runtime');
    instrumentRuntime({ meter: new MeterProvider().getMeter('idle'), names: subject });
  }
  await sleep(500);
  const end = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let pieces = 0;
  if (load === 'idle') await sleep(seconds * 1000);
  else {
    while (performance.now() < end) {
      for (let i = 0; i < 100; i++)
        globalThis.kept = Array.from({ length: 1000 }, (_, j) => ({ j }));
      pieces += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const { user, system } = process.cpuUsage(before);
  process.send(load === 'idle' ? (user + system) / 1000 / seconds : (user + system) / pieces);
  process.exit();
}

/** Replaces the table in the README. */
function writeTable({ machine, results }) {
  const of = (load, subject) => results.find(({ name }) => name === `${load}, ${subject}`);
  const shown = ({ median, low, high }, digits) =>
    `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  const table = [
    '| runtime metrics | idle: processor ms a second | garbage: processor µs a piece of work |',
    '| --- | --: | --: |',
    ...subjects.map(
      (subject) =>
        `| ${subject} | ${shown(of('idle', subject), 2)} | ${shown(of('garbage', subject), 0)} |`,
    ),
    '',
    `Medians and quartiles of ${results[0].rounds} rounds. Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, load average ${machine.loadAverage[0]} at the start, ${machine.date.slice(0, 10)}.`,
  ].join('\n');
  const file = new URL('README.md', import.meta.url);
  const [open, close] = ['<!-- idle -->', '<!-- /idle -->'];
  const text = readFileSync(file, 'utf8');
  const before = text.slice(0, text.indexOf(open));
  writeFileSync(file, `${before}${open}\n${table}\n${text.slice(text.indexOf(close))}`);
}
