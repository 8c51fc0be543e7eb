// Writes the table of README.md from results/traces.json.
import { readFileSync, writeFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const { machine, results } = JSON.parse(read('../results/traces.json'));

const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;
const spread = ({ median, low, high }) =>
  `${percent(median)} (${percent(low)} to ${percent(high)})`;
const added = ({ median }, unit) => `${median < 0.5 ? '' : '+'}${median.toFixed(0)} ${unit}`;
const head = [
  '',
  'requests a second',
  'of bare',
  'processor',
  'busy',
  'start',
  'memory',
  'arrived',
];
const rows = results.map((result) => {
  const isBare = result.name === 'bare';
  return [
    result.name,
    result.requestsPerSecond.median.toFixed(0),
    isBare ? '' : spread(result.ofBare),
    isBare ? '' : percent(result.ofBareProcessor.median),
    percent(result.busy.median),
    isBare ? '' : added(result.addedStartMillis, 'ms'),
    isBare ? '' : added(result.addedRssMiB, 'MiB'),
    result.arrived === undefined ? '' : percent(result.arrived.median),
  ];
});
const row = (cells) => `| ${cells.join(' | ')} |`;
const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
const table = [
  row(head),
  row(head.map((_, at) => (at === 0 ? '---' : '---:'))),
  ...rows.map(row),
  '',
  `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, load average ${machine.loadAverage[0]} at the start, ${machine.date.slice(0, 10)}. ${versions.join(', ')}.`,
].join('\n');

const readme = read('./README.md').replace(
  /<!-- traces -->[\s\S]*<!-- \/traces -->/,
  () => `<!-- traces -->\n${table}\n<!-- /traces -->`,
);
writeFileSync(new URL('./README.md', import.meta.url), readme);
