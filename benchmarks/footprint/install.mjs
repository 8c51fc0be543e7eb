// How many packages, and how many megabytes, an install brings into an empty folder.
import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installPacked, measureInstall } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const installs = {
  '@obs/auto': ['@obs/auto'],
  'prom-client': ['prom-client@15.1.3'],
  'instrumentation-http, metrics only': [
    '@opentelemetry/api@1.10.0',
    '@opentelemetry/sdk-metrics@3.1.0',
    '@opentelemetry/exporter-prometheus@0.301.0',
    '@opentelemetry/instrumentation@0.301.0',
    '@opentelemetry/instrumentation-http@0.301.0',
  ],
  'auto-instrumentations-node': [
    '@opentelemetry/api@1.10.0',
    '@opentelemetry/auto-instrumentations-node@0.82.0',
  ],
  'dd-trace': ['dd-trace@6.21.0'],
};
const results = Object.entries(installs).map(([name, wanted]) => {
  const folder = installPacked(...wanted);
  const { packages, bytes } = measureInstall(folder);
  rmSync(folder, { recursive: true });
  const megabytes = bytes / 1e6;
  console.log(
    `${name.padEnd(42)} ${String(packages).padStart(4)} packages, ${megabytes.toFixed(1)} MB`,
  );
  return { name, packages, megabytes };
});
if (!values['dry-run']) {
  writeFileSync(
    new URL('../results/footprint-install.json', import.meta.url),
    `${JSON.stringify({ machine: describeMachine(['@obs/auto']), results }, null, 1)}\n`,
  );
}
