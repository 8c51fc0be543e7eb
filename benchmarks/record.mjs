// Time of one recording. Run without arguments for the scenarios behind the README's table, with
// --full for the whole matrix, with --only=<part of a name> for some, which replace those of the same
// name in the results.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCandidates } from './lib/candidates.mjs';
import { makeDriver } from './lib/driver.mjs';
import { describeMachine } from './lib/machine.mjs';
import { alternate, cpuNanos, summarize } from './lib/stats.mjs';

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    candidate: { type: 'string' },
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    millis: { type: 'string', default: '25' },
  },
});

/** How many of the scenarios are measured with each candidate in a process of its own, with --fresh. */
const freshScenarios = 2;

export const scenarios = [
  ...[1, 20].flatMap((instruments) =>
    ['one', 'all'].flatMap((vary) => [
      { kind: 'counter', attributes: 3, series: 100, instruments, vary },
      { kind: 'histogram', attributes: 3, series: 100, instruments, vary },
    ]),
  ),
  { kind: 'counter', attributes: 3, series: 1, instruments: 1, vary: 'one' },
  { kind: 'histogram', attributes: 3, series: 1, instruments: 1, vary: 'one' },
  { kind: 'gauge', attributes: 3, series: 100, instruments: 1, vary: 'all' },
  { kind: 'exponential', attributes: 3, series: 100, instruments: 1, vary: 'all' },
  { kind: 'counter', attributes: 3, series: 100, instruments: 1, vary: 'all', strings: 'runtime' },
  { kind: 'counter', attributes: 0, series: 1, instruments: 1, vary: 'one' },
  { kind: 'counter', attributes: 1, series: 100, instruments: 1, vary: 'one' },
  { kind: 'counter', attributes: 8, series: 10_000, instruments: 1, vary: 'all' },
  { kind: 'counter', attributes: 8, series: 10_000, instruments: 1, vary: 'one' },
  { kind: 'histogram', attributes: 8, series: 10_000, instruments: 1, vary: 'all' },
];

function matrix() {
  const all = [];
  for (const kind of ['counter', 'gauge', 'histogram', 'exponential']) {
    for (const attributes of [0, 1, 3, 8]) {
      for (const series of attributes === 0 ? [1] : [1, 100, 10_000]) {
        for (const instruments of series === 10_000 ? [1] : [1, 20]) {
          for (const vary of series > 1 && attributes > 1 ? ['one', 'all'] : ['one']) {
            all.push({ kind, attributes, series, instruments, vary });
          }
        }
      }
    }
  }
  return all;
}

export function nameOf({ kind, attributes, series, instruments, vary, strings }) {
  const made = strings === 'runtime' ? ', strings made at run time' : '';
  return `${kind}, ${attributes} attributes, ${series} series, ${vary} varying, ${instruments} instrument${instruments > 1 ? 's' : ''}${made}`;
}

/** Measures the candidates of one scenario in this process. */
async function measure(scenario, only) {
  const runs = [];
  for (const candidate of makeCandidates()) {
    if (candidate.supports?.(scenario.kind) === false) continue;
    if (only !== undefined && candidate.name !== only) continue;
    runs.push({ candidate, run: makeDriver(candidate, scenario), done: 0, batch: 0 });
  }
  for (const entry of runs) calibrate(entry, warmSeries * scenario.series);
  const samples = alternate(runs, Number(options.rounds), (entry) => {
    const nanos = cpuNanos(() => entry.run(entry.batch));
    entry.done += entry.batch;
    return nanos / entry.batch / scenario.instruments;
  });
  const results = {};
  for (const entry of runs) {
    await verify(entry, scenario);
    results[entry.candidate.name] = summarize(samples.get(entry));
  }
  return results;
}

/**
 * Recordings that each series has seen before time is taken: the buckets of an exponential histogram
 * settle only with its first few dozen values.
 */
const warmSeries = 50;

/** Warms up, and finds how many rounds take the time of one sample. */
function calibrate(entry, atLeast) {
  let batch = 64;
  const wanted = Number(options.millis) * 1e6;
  for (let warm = 0; warm < 40; warm++) {
    const nanos = cpuNanos(() => entry.run(batch));
    entry.done += batch;
    if (nanos >= wanted / 2 && warm > 12) break;
    batch = Math.max(64, Math.min(batch * 4, Math.round((batch * wanted) / Math.max(nanos, 1))));
  }
  for (; entry.done < atLeast; entry.done += batch) entry.run(batch);
  entry.batch = batch;
}

/** A total that is not there was optimised away, and then nothing was measured. */
async function verify({ candidate, done }, scenario) {
  const { series, total } = await candidate.total();
  const expected = done * scenario.instruments;
  if (scenario.kind !== 'gauge' || series === undefined) {
    if (total !== expected) {
      throw new Error(
        `${candidate.name} has recorded ${total} of ${expected} in ${nameOf(scenario)}`,
      );
    }
  }
  const wanted = scenario.series * scenario.instruments;
  if (series !== undefined && series < wanted) {
    throw new Error(`${candidate.name} has ${series} of ${wanted} series in ${nameOf(scenario)}`);
  }
}

function fork(scenario, candidate) {
  const args = [fileURLToPath(import.meta.url), `--scenario=${JSON.stringify(scenario)}`];
  args.push(`--rounds=${options.rounds}`, `--millis=${options.millis}`);
  if (candidate !== undefined) args.push(`--candidate=${candidate}`);
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 }));
}

if (options.scenario !== undefined) {
  const results = await measure(JSON.parse(options.scenario), options.candidate);
  process.stdout.write(JSON.stringify(results));
} else {
  const all = options.full
    ? matrix()
    : options.fresh
      ? scenarios.slice(0, freshScenarios)
      : scenarios;
  const chosen = all.filter((scenario) => nameOf(scenario).includes(options.only ?? ''));
  const machine = describeMachine();
  for (const scenario of chosen) {
    const together = fork(scenario);
    const entry = { name: nameOf(scenario), scenario, machine, together };
    print(entry.name, together);
    if (options.fresh) {
      entry.fresh = {};
      for (const name of Object.keys(together)) Object.assign(entry.fresh, fork(scenario, name));
      print(`${entry.name}, each in a fresh process`, entry.fresh);
    }
    save(all, entry);
  }
}

/** At once, so that a run which is cut short, or done in parts, keeps what it has. */
function save(all, entry) {
  const suffix = options.full ? '-full' : options.fresh ? '-fresh' : '';
  const file = new URL(`./results/record${suffix}.json`, import.meta.url);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).scenarios : [];
  const known = new Map(before.map((other) => [other.name, other]));
  known.set(entry.name, entry);
  const inOrder = all.map((scenario) => known.get(nameOf(scenario))).filter(Boolean);
  writeFileSync(file, `${JSON.stringify({ scenarios: inOrder }, null, 1)}\n`);
}

function print(title, results) {
  const official = results.official.median;
  console.log(`\n${title}`);
  for (const [name, { median, low, high }] of Object.entries(results)) {
    const ns = median.toFixed(1).padStart(9);
    const spread = `${low.toFixed(1)} to ${high.toFixed(1)}`.padEnd(20);
    console.log(
      `  ${name.padEnd(34)}${ns} ns  ${spread} ${(official / median).toFixed(1)}x official`,
    );
  }
}
