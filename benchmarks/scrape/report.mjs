import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/**
 * Writes `results/scrape-<name>.json`, from which `table.mjs` makes the tables. With `order`, the names
 * there are, the results of those that were not run this time stay; what is said of the machine is that
 * of the last run.
 */
export function save(name, report, results, order) {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`scrape-${name}.json`, folder);
  const all = order === undefined ? results : merged(file, results, order);
  writeFileSync(file, `${JSON.stringify({ ...report, results: all }, null, 2)}\n`);
  console.log(`written to results/scrape-${name}.json; node scrape/table.mjs makes the tables`);
}

function merged(file, results, order) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
  const rows = order.map((name) =>
    [results, before].map((rows) => rows.find((row) => row.name === name)),
  );
  return rows.map(([now, then]) => now ?? then).filter((row) => row !== undefined);
}
