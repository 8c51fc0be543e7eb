import { mkdirSync, writeFileSync } from 'node:fs';
import { describeMachine } from '../lib/machine.mjs';

const packages = [
  '@obs/exporter-prometheus',
  '@obs/sdk-metrics',
  '@opentelemetry/exporter-prometheus',
  '@opentelemetry/sdk-metrics',
  'prom-client',
  '@prometheus-io/client',
  '@platformatic/prom-client',
];

/** Call it before the work: the load of the machine is that of then. */
export function startReport(settings) {
  return { machine: describeMachine(packages), settings };
}

/** Writes `results/scrape-<name>.json`, from which `table.mjs` makes the tables. */
export function save(name, report, results) {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`scrape-${name}.json`, folder);
  writeFileSync(file, `${JSON.stringify({ ...report, results }, null, 2)}\n`);
  console.log(`written to results/scrape-${name}.json; node scrape/table.mjs makes the tables`);
}
