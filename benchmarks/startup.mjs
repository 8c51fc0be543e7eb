// Time from nothing to a hundred instruments with one recording each, in fresh processes.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describeMachine } from './lib/machine.mjs';
import { summarize } from './lib/stats.mjs';

const otel = (specifier) => `
  const { MeterProvider } = await import('${specifier}');
  const meter = new MeterProvider().getMeter('benchmark');
  const imported = performance.now();
  for (let i = 0; i < 100; i++) meter.createCounter('counter_' + i).add(1, { a: 'x', b: i });`;
const prom = (specifier) => `
  const { default: client } = await import('${specifier}');
  const registry = new client.Registry();
  const imported = performance.now();
  for (let i = 0; i < 100; i++) {
    const options = { name: 'counter_' + i, help: 'h', labelNames: ['a', 'b'], registers: [registry] };
    new client.Counter(options).inc({ a: 'x', b: i }, 1);
  }`;
const programs = {
  ours: otel('@obs/sdk-metrics'),
  official: otel('@opentelemetry/sdk-metrics'),
  'prom-client': prom('prom-client'),
  '@prometheus-io/client': prom('@prometheus-io/client'),
  '@platformatic/prom-client': prom('@platformatic/prom-client'),
};
const samples = Object.fromEntries(
  Object.keys(programs).map((name) => [name, { load: [], use: [] }]),
);
for (let round = 0; round < 9; round++) {
  const names = Object.keys(programs);
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    const program = `
      const begun = performance.now();
      ${programs[name]}
      console.log(JSON.stringify([imported - begun, performance.now() - imported]));`;
    const args = ['--input-type=module', '--eval', program];
    const options = { encoding: 'utf8', cwd: import.meta.dirname };
    const [load, use] = JSON.parse(execFileSync(process.execPath, args, options));
    samples[name].load.push(load);
    samples[name].use.push(use);
  }
}
const report = { machine: describeMachine(), results: [] };
for (const [name, { load, use }] of Object.entries(samples)) {
  const entry = { name, loadMillis: summarize(load), hundredInstrumentsMillis: summarize(use) };
  report.results.push(entry);
  console.log(
    `${name.padEnd(28)} load ${entry.loadMillis.median.toFixed(1).padStart(6)} ms, ` +
      `100 instruments ${entry.hundredInstrumentsMillis.median.toFixed(2).padStart(6)} ms`,
  );
}
writeFileSync(
  new URL('./results/startup.json', import.meta.url),
  `${JSON.stringify(report, null, 1)}\n`,
);
