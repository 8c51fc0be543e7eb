// Heap of a series, and garbage of a recording, from heap statistics, each candidate in a fresh process.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { emptyCall, makeCandidates } from './lib/candidates.mjs';
import { labelColumns, makeDriver } from './lib/driver.mjs';
import { describeMachine } from './lib/machine.mjs';
import { summarize } from './lib/stats.mjs';

const { values: options } = parseArgs({
  options: {
    candidate: { type: 'string' },
    what: { type: 'string' },
    kind: { type: 'string' },
    instruments: { type: 'string', default: '1' },
    integers: { type: 'boolean', default: false },
  },
});

const series = 10_000;

/** Bytes in use after a full collection. */
function settled() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  return getHeapStatistics().used_heap_size;
}

/** Bytes that 10,000 series with three labels keep, without the label values, which the caller owns. */
function measureSeries(candidate, kind) {
  const columns = labelColumns(3, series, 'all');
  const keys = ['method', 'status', 'route'];
  const instrument = candidate.create(kind, keys, `${kind}_0`);
  const record = recorderOf(candidate, kind, instrument);
  record({ method: 'warm', status: 'warm', route: 'warm' });
  const before = settled();
  for (let row = 0; row < series; row++) {
    record({ method: columns[0][row], status: columns[1][row], route: columns[2][row] });
  }
  const bytes = (settled() - before) / series;
  record({ method: columns[0][0], status: columns[1][0], route: columns[2][0] });
  return bytes;
}

function recorderOf({ style }, kind, instrument) {
  if (style === 'otel') {
    return kind === 'counter'
      ? (attributes) => instrument.add(1, attributes)
      : (attributes) => instrument.record(0.2, attributes);
  }
  return kind === 'counter'
    ? (attributes) => instrument.inc(attributes, 1)
    : (attributes) => instrument.observe(attributes, 0.2);
}

/**
 * Bytes that a recording leaves behind. The young generation is large enough (see `fork`) that
 * nothing is collected meanwhile; what the caller's own literal takes is the sink's figure. The
 * median of several goes: V8 may still be compiling in the first ones.
 */
async function measureRecording(candidate, kind) {
  const instruments = Number(options.instruments);
  const { integers } = options;
  const scenario = { kind, attributes: 3, series: 100, instruments, vary: 'all', integers };
  const run = makeDriver(candidate, scenario);
  const samples = [];
  for (let go = 0; go < 9; go++) {
    for (let i = 0; i < 20; i++) run(5000 / instruments);
    await setTimeout(20);
    settled();
    const before = getHeapStatistics().used_heap_size;
    const count = 50_000 / instruments;
    run(count);
    samples.push((getHeapStatistics().used_heap_size - before) / count / instruments);
  }
  return summarize(samples).median;
}

function fork(candidate, what, kind, ...further) {
  const args = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];
  args.push(
    fileURLToPath(import.meta.url),
    `--candidate=${candidate}`,
    `--what=${what}`,
    `--kind=${kind}`,
    ...further,
  );
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

if (options.candidate !== undefined) {
  const candidate = [...makeCandidates(), emptyCall()].find(
    ({ name }) => name === options.candidate,
  );
  const measure = options.what === 'series' ? measureSeries : measureRecording;
  process.stdout.write(String(await measure(candidate, options.kind)));
} else {
  const report = { machine: describeMachine(), results: [] };
  const names = makeCandidates().map(({ name }) => name);
  for (const kind of ['counter', 'histogram']) {
    const literal = fork('floor with literal', 'recording', kind);
    /** Beyond the caller's own literal. */
    const garbage = (name, ...further) => {
      const bytes = fork(name, 'recording', kind, ...further);
      return Math.max(0, Math.round(bytes - (name.endsWith('bound') ? 0 : literal)));
    };
    for (const name of ['empty call', ...names]) {
      if (name.startsWith('floor')) continue;
      const isOurs = name.startsWith('ours') || name === 'empty call';
      const hasSeries = name !== 'empty call' && !name.endsWith('bound');
      const entry = {
        kind,
        name,
        bytesPerRecording: garbage(name),
        ...(isOurs && {
          twentyInstruments: garbage(name, '--instruments=20'),
          integers: garbage(name, '--instruments=20', '--integers'),
        }),
        ...(hasSeries && { bytesPerSeries: Math.round(fork(name, 'series', kind)) }),
      };
      report.results.push(entry);
      const {
        bytesPerSeries = '',
        bytesPerRecording,
        twentyInstruments = '',
        integers = '',
      } = entry;
      console.log(
        `${kind.padEnd(10)} ${name.padEnd(34)} ${String(bytesPerSeries).padStart(6)} bytes a series ` +
          `${String(bytesPerRecording).padStart(6)} bytes a recording, ` +
          `with 20 instruments ${twentyInstruments}, integers ${integers}`,
      );
    }
  }
  writeFileSync(
    new URL('./results/heap.json', import.meta.url),
    `${JSON.stringify(report, null, 1)}\n`,
  );
}
