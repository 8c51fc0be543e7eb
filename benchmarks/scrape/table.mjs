// Writes the tables of README.md from results/scrape-*.json; what was not measured keeps its table.
import { existsSync, readFileSync } from 'node:fs';
import { machineText, replaceSections, table } from '../lib/markdown.mjs';

function read(name) {
  const file = new URL(`../results/scrape-${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

const titles = {
  ours: 'ours on our engine',
  'ours-on-official-sdk': 'ours on the official provider',
  'ours:gzip': 'ours on our engine, gzip',
  constant: 'the floor: the same bytes, made before',
  official: 'official exporter',
  'prometheus-io': '@prometheus-io/client',
  platformatic: '@platformatic/prom-client',
};
const title = (name) => titles[name] ?? name;
const milliseconds = (value, digits = 1) => value.toFixed(digits);
const times = (value) => (Number.isFinite(value) ? `${value.toFixed(1)}x` : '');
const promLines = ['prom-client', 'prometheus-io', 'platformatic'];

function timeTable({ results }) {
  const official = results.find(({ name }) => name === 'official');
  const prom = Math.min(
    ...results.filter(({ name }) => promLines.includes(name)).map(({ warmMillis }) => warmMillis),
  );
  return table(
    [
      'subject, format',
      'first, ms',
      'official / it',
      'warm, ms',
      'official / it',
      'fastest prom / it',
      'warm, main thread, ms',
    ],
    results.map(({ name, format, firstMillis, warmMillis, warmCpuMillis }) => [
      `${title(name)}, ${format}`,
      milliseconds(firstMillis, 0),
      times(official?.firstMillis / firstMillis),
      milliseconds(warmMillis),
      times(official?.warmMillis / warmMillis),
      times(prom / warmMillis),
      milliseconds(warmCpuMillis),
    ]),
  );
}

function blockTable({ results }) {
  const head = [
    'subject',
    'scrape',
    'ms',
    'longest block, ms',
    'worst run',
    'idle, ms',
    'MiB above before',
  ];
  return table(
    head,
    results.flatMap(({ name, idleMillis, first, warm }) =>
      Object.entries({ first, warm }).map(([scrape, found]) => [
        title(name),
        scrape,
        milliseconds(found.millis, 0),
        milliseconds(found.blockMillis),
        milliseconds(found.worstBlockMillis),
        milliseconds(Math.max(...idleMillis)),
        milliseconds(found.mostMebibytes, 0),
      ]),
    ),
  );
}

function latencyTable({ results }) {
  return table(
    [
      'subject',
      'p50 without',
      'p99 without',
      'p50 with',
      'p99 with',
      'ratio of p99',
      'its quartiles',
      'ratio of all pairs together',
      'scrape, ms',
    ],
    results.map((one) => [
      title(one.name),
      milliseconds(one.p50Without, 2),
      milliseconds(one.p99Without, 2),
      milliseconds(one.p50With, 2),
      milliseconds(one.p99With, 2),
      one.ratio.toFixed(2),
      `${one.lowerQuartile.toFixed(2)} to ${one.upperQuartile.toFixed(2)}`,
      one.pooledRatio?.toFixed(2) ?? '',
      milliseconds(one.scrapeMillis, 0),
    ]),
  );
}

function sizeTable({ results }) {
  return table(
    [
      'series',
      'ours on the official provider, ms',
      'official exporter, ms',
      'official / ours',
      'the same of processor time',
      'ours on our engine, ms',
    ],
    results.map(({ series, onOfficial, official, own }) => [
      String(series),
      milliseconds(onOfficial.wallMillis, 3),
      milliseconds(official.wallMillis, 3),
      times(official.wallMillis / onOfficial.wallMillis),
      times(official.cpuMillis / onOfficial.cpuMillis),
      milliseconds(own.wallMillis, 3),
    ]),
  );
}

const makers = { time: timeTable, block: blockTable, latency: latencyTable, size: sizeTable };
const sections = {};
for (const [name, make] of Object.entries(makers)) {
  const report = read(name);
  if (report === undefined) continue;
  sections[name] = `${make(report)}\n\n${machineText(report.machine)}`;
}
replaceSections(new URL('./README.md', import.meta.url), sections);
