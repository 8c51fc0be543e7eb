// Writes the tables of this folder's README, of ../footprint/README.md, and the short one of the root
// README, from ../results/.
import { existsSync, readFileSync } from 'node:fs';
import { machineText, replaceSections, table } from '../lib/markdown.mjs';

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../results/${name}.json`, import.meta.url), 'utf8'));
const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;

const apps = { node: 'node:http', express: 'Express 5', fastify: 'Fastify 5' };
const needed = [...Object.keys(apps), 'latency'].map((name) => `../results/http-${name}.json`);
for (const file of needed) {
  if (existsSync(new URL(file, import.meta.url))) continue;
  console.error(`${file} is not there: run "npm run bench:http -w benchmarks" first`);
  process.exit(1);
}
const throughput = Object.fromEntries(Object.keys(apps).map((app) => [app, read(`http-${app}`)]));
const latency = read('http-latency');
const startup = read('footprint-startup');
const memory = read('footprint-memory');
const installed = read('footprint-install');

const of = (results, name) => results.find((result) => result.name === name);
const names = throughput.node.results.map(({ name }) => name);

const throughputTable = table(
  ['requests a second, of bare', ...Object.values(apps)],
  names.map((name) => [
    name,
    ...Object.keys(apps).map((app) => {
      const { requestsPerSecond, ofBare } = of(throughput[app].results, name);
      return name === 'bare'
        ? `${requestsPerSecond.median.toFixed(0)}/s`
        : `${percent(ofBare.median)} (${percent(ofBare.low)} to ${percent(ofBare.high)})`;
    }),
  ]),
);
const processorTable = table(
  ['processor time of a request, microseconds', ...Object.values(apps)],
  names.map((name) => [
    name,
    ...Object.keys(apps).map((app) => {
      const { processorMicros, ofBareProcessor } = of(throughput[app].results, name);
      const part = name === 'bare' ? '' : ` (${percent(ofBareProcessor.median)})`;
      return `${processorMicros.median.toFixed(1)}${part}`;
    }),
  ]),
);
const ratioText = (ratio) =>
  ratio === undefined
    ? ''
    : `${ratio.median.toFixed(2)}x (${ratio.interval.map((edge) => edge.toFixed(2)).join(' to ')})`;
const latencyTable = table(
  [
    "p99 at half of bare's peak load",
    'requests a second',
    'milliseconds',
    "its bare's",
    'of bare, pair by pair',
    'calm pairs',
    'of bare',
  ],
  latency.results.map(({ name, requestsPerSecond, p99Millis, bareP99Millis, timesBare, calm }) => [
    name,
    requestsPerSecond.toFixed(0),
    p99Millis.median.toFixed(2),
    bareP99Millis.median.toFixed(2),
    ratioText(timesBare),
    calm.pairs,
    ratioText(calm.timesBare),
  ]),
);
replaceSections(new URL('./README.md', import.meta.url), {
  throughput: throughputTable,
  processor: processorTable,
  latency: latencyTable,
  machine: machineText(throughput.node.machine),
});

const startupTable = table(
  ['until a server listens, added', 'milliseconds', 'of processor time'],
  startup.results
    .filter(({ name }) => name !== 'bare')
    .map(({ name, addedMillis, addedProcessorMillis }) => [
      name,
      `${addedMillis.median.toFixed(1)} (${addedMillis.low.toFixed(1)} to ${addedMillis.high.toFixed(1)})`,
      addedProcessorMillis.median.toFixed(1),
    ]),
);
const memoryTable = table(
  ['resident memory under load', 'MiB', 'added'],
  memory.results.map(({ name, mebibytes, addedMebibytes }) => [
    name,
    mebibytes.median.toFixed(1),
    addedMebibytes.toFixed(1),
  ]),
);
const installTable = table(
  ['npm install', 'packages', 'MB'],
  installed.results.map(({ name, packages, megabytes }) => [name, packages, megabytes.toFixed(1)]),
);
replaceSections(new URL('../footprint/README.md', import.meta.url), {
  startup: startupTable,
  memory: memoryTable,
  install: installTable,
  machine: machineText(startup.machine),
});

/** Candidates whose packages have another name in the table of installs. */
const packageOf = {
  'prom-client by hand': 'prom-client',
  'auto-instrumentations-node, metrics only': 'auto-instrumentations-node',
};
const shown = [
  '@obs/auto',
  'prom-client by hand',
  'instrumentation-http, metrics only',
  'auto-instrumentations-node, metrics only',
];
const short = table(
  ['metrics only', ...Object.values(apps), 'start-up', 'memory', 'packages', 'size'],
  shown.map((name) => {
    const start = of(startup.results, name);
    const { packages, megabytes } = of(installed.results, packageOf[name] ?? name);
    return [
      name,
      ...Object.keys(apps).map((app) => percent(of(throughput[app].results, name).ofBare.median)),
      start === undefined ? '' : `+${start.addedMillis.median.toFixed(0)} ms`,
      `+${of(memory.results, name).addedMebibytes.toFixed(0)} MiB`,
      packages,
      `${megabytes.toFixed(0)} MB`,
    ];
  }),
);
replaceSections(new URL('../../README.md', import.meta.url), {
  'benchmark-auto': `${short}\n\nRequests a second of a hello world, of what it does bare. ${machineText(throughput.node.machine)}`,
});
