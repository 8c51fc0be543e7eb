import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

/** The packages whose versions go with every result. */
const enginePackages = [
  '@obs/sdk-metrics',
  '@opentelemetry/sdk-metrics',
  'prom-client',
  '@prometheus-io/client',
  '@platformatic/prom-client',
];

/**
 * What a figure depends on besides the code.
 *
 * @param packages names of packages whose versions go with it
 * @param folder where they are looked up
 */
export function describeMachine(packages = enginePackages, folder = import.meta.dirname) {
  const require = createRequire(`${folder}/x.js`);
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    loadAverage: os.loadavg().map((load) => Number(load.toFixed(2))),
    date: new Date().toISOString(),
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(require, name)])),
  };
}

function versionOf(require, name) {
  // Some packages do not export their package.json.
  let folder = require.resolve(name);
  for (;;) {
    const next = folder.slice(0, folder.lastIndexOf('/'));
    if (next === '') return 'unknown';
    folder = next;
    try {
      const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      if (manifest.name === name) return manifest.version;
    } catch {}
  }
}
