// Writes the tables of README.md and MATRIX.md, and the short ones of packages/sdk-metrics/README.md and
// the root README, from results/. Takes no time.
import { existsSync, readFileSync } from 'node:fs';
import { machineText, replaceSections, table } from './lib/markdown.mjs';

const read = (name) =>
  JSON.parse(readFileSync(new URL(`./results/${name}.json`, import.meta.url), 'utf8'));

const promLines = ['prom-client', '@prometheus-io/client', '@platformatic/prom-client'];

/** Columns of the recording table: its own heading, and the candidate's name. */
const columns = [
  ['open', 'ours open'],
  ['declared', 'ours declared'],
  ['bound', 'ours bound'],
  ['official', 'official'],
  ['prom-client', 'prom-client'],
  ['@prometheus-io', '@prometheus-io/client'],
  ['@platformatic', '@platformatic/prom-client'],
  ['caller', 'floor with literal'],
];

/** Of every scenario; parts of an older run say it once. */
const machinesOf = ({ machine, scenarios }) => scenarios.map((one) => one.machine ?? machine);

/** The best of the prom-client lines, bound or not. */
function fastestProm(results, bound) {
  const times = promLines
    .map((line) => results[bound ? `${line} bound` : line]?.median)
    .filter((median) => median !== undefined);
  return Math.min(...times);
}

function recordTable({ scenarios }) {
  const rows = scenarios.map(({ name, together }) => [
    name,
    ...columns.map(([, candidate]) => together[candidate]?.median.toFixed(1) ?? ''),
  ]);
  return table(
    ['median nanoseconds of processor time', ...columns.map(([heading]) => heading)],
    rows,
  );
}

function spreadTable({ scenarios }) {
  const rows = scenarios.map(({ name, together }) => [
    name,
    ...columns.map(([, candidate]) => {
      const result = together[candidate];
      return result === undefined ? '' : `${result.low.toFixed(0)} to ${result.high.toFixed(0)}`;
    }),
  ]);
  return table(['lower to upper quartile', ...columns.map(([heading]) => heading)], rows);
}

function ratioTable(scenarios, results) {
  const rows = scenarios.flatMap((entry) => {
    const found = results(entry);
    if (found === undefined) return [];
    const ratios = ['ours open', 'ours declared', 'ours bound'].flatMap((name) => {
      const prom = fastestProm(found, name === 'ours bound');
      const ours = found[name].median;
      return [
        `${(found.official.median / ours).toFixed(1)}x`,
        Number.isFinite(prom) ? `${(prom / ours).toFixed(1)}x` : '',
      ];
    });
    return [[entry.name, ...ratios]];
  });
  const head = [
    'times faster than',
    'open: official',
    'prom',
    'declared: official',
    'prom',
    'bound: official',
    'prom',
  ];
  return table(head, rows);
}

function collectTable({ results }) {
  return table(
    ['100,000 series to MetricData, median milliseconds', 'ours', 'official', 'ratio'],
    results.map(({ name, ours, official }) => [
      name,
      ours.median.toFixed(1),
      official.median.toFixed(1),
      `${(official.median / ours.median).toFixed(1)}x`,
    ]),
  );
}

function heapTable({ results }) {
  return table(
    ['three labels', 'bytes a series', 'bytes a recording', '20 instruments', '20, whole numbers'],
    results.map(
      ({ kind, name, bytesPerSeries, bytesPerRecording, twentyInstruments, integers }) => [
        `${kind}, ${name}`,
        bytesPerSeries ?? '',
        bytesPerRecording,
        twentyInstruments ?? '',
        integers ?? '',
      ],
    ),
  );
}

/** The smallest ratios of ours to each rival among the scenarios, bound ones with bound ones. */
function worstTable(scenarios) {
  const rivals = ['official', ...promLines];
  const rows = rivals.map((rival) => {
    const ratios = scenarios.flatMap(({ name, together }) =>
      ['open', 'declared', 'bound'].flatMap((mode) => {
        const bound = mode === 'bound' && rival !== 'official' ? ' bound' : '';
        const other = together[`${rival}${bound}`];
        if (other === undefined) return [];
        return [
          { ratio: other.median / together[`ours ${mode}`].median, name: `${mode}, ${name}` },
        ];
      }),
    );
    const [worst] = ratios.toSorted((a, b) => a.ratio - b.ratio);
    return [rival, `${worst.ratio.toFixed(1)}x`, worst.name];
  });
  return table(['rival', 'smallest ratio', 'where'], rows);
}

function startupTable({ results }) {
  return table(
    ['median milliseconds, fresh process', 'load', '100 instruments, one recording each'],
    results.map(({ name, loadMillis, hundredInstrumentsMillis }) => [
      name,
      loadMillis.median.toFixed(1),
      hundredInstrumentsMillis.median.toFixed(2),
    ]),
  );
}

const replace = (file, sections) => replaceSections(new URL(file, import.meta.url), sections);

const record = read('record');
const fresh = read('record-fresh');
const collect = read('collect');
const heap = read('heap');
const startup = read('startup');
const ratios = ratioTable(record.scenarios, ({ together }) => together);

replace('./README.md', {
  machine: machineText(...machinesOf(record)),
  ratios,
  record: recordTable(record),
  spread: spreadTable(record),
  fresh: ratioTable(fresh.scenarios, ({ fresh: results }) => results),
  collect: collectTable(collect),
  heap: heapTable(heap),
  startup: startupTable(startup),
});
replace('../packages/sdk-metrics/README.md', {
  benchmark: `${ratios}\n\n${collectTable(collect)}\n\n${machineText(...machinesOf(record))}`,
});

if (existsSync(new URL('./results/record-full.json', import.meta.url))) {
  const full = read('record-full');
  const manySeries = full.scenarios.filter(
    ({ scenario }) => scenario.attributes === 8 && scenario.series === 10_000,
  );
  replace('./MATRIX.md', {
    machine: machineText(...machinesOf(full)),
    worst: worstTable(manySeries),
    ratios: ratioTable(full.scenarios, ({ together }) => together),
    record: recordTable(full),
    spread: spreadTable(full),
  });
}

/** The scenarios that a newcomer looks for; the others are in this folder's README. */
const shown = [
  'counter, 3 attributes, 100 series, one varying, 1 instrument',
  'histogram, 3 attributes, 100 series, one varying, 1 instrument',
  'counter, 3 attributes, 100 series, one varying, 20 instruments',
  'histogram, 3 attributes, 100 series, one varying, 20 instruments',
  'counter, 8 attributes, 10000 series, all varying, 1 instrument',
];
const found = record.scenarios.filter(({ name }) => shown.includes(name));
if (found.length !== shown.length) throw new Error('A scenario of the root README is not measured');
replace('../README.md', {
  benchmark: `${ratioTable(found, ({ together }) => together)}\n\n${machineText(...machinesOf(record))}`,
});
