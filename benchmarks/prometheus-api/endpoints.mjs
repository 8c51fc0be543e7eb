// Latency of the eight endpoints over a real Prometheus with 100,000 series, kept answers and new
// ones, over HTTP. The series are scraped for five minutes first, so that every window is full, and
// go on being scraped while it is measured.
//
//   node benchmarks/prometheus-api/endpoints.mjs [--series 100000] [--replicas 3] [--prometheus 3] [--fill 310] [--calls 200]
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { serve } from '@obs/prometheus-api';
import { startPrometheus } from '@obs-test/backends';
import { describeMachine } from '../lib/machine.mjs';

const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '100000' },
    replicas: { type: 'string', default: '3' },
    // 3 for a Prometheus 3; default: the oldest in support.
    prometheus: { type: 'string' },
    fill: { type: 'string', default: '310' },
    calls: { type: 'string', default: '200' },
  },
});
const calls = Number(values.calls);
const promises = {
  summary: 50,
  system: 100,
  providers: 100,
  models: 100,
  business: 100,
  performance: 100,
  all: 200,
  docs: undefined,
};

if (process.env.BENCH_ROLE === 'backend') {
  const { startBackend } = await import('./backend.mjs');
  const { targets, asked } = await startBackend(Number(values.series), Number(values.replicas));
  process.send({ targets, asked });
} else {
  await measure();
}

async function measure() {
  const child = fork(import.meta.filename, process.argv.slice(2), {
    env: { ...process.env, BENCH_ROLE: 'backend' },
  });
  const backend = await new Promise((resolve) => child.once('message', resolve));
  const prometheus = await startPrometheus({
    jobs: backend.targets.map((target, shard) => ({ name: `backend-${shard}`, targets: [target] })),
    scrapeInterval: '15s',
    ...(values.prometheus === '3' ? { version: 3 } : {}),
  });
  try {
    await prometheus.waitForTargets(120_000);
    console.log(`Scraping for ${values.fill} s.`);
    await sleep(Number(values.fill) * 1000);
    const [head] = (await prometheus.query('count({__name__=~".+"})')) ?? [];
    const { version } = await prometheus.api('status/buildinfo');
    const results = [
      ...(await measureWith(prometheus.url, 'uncached', {
        freshMillis: 0.001,
        maxAgeMillis: 0.001,
      })),
      ...(await measureWith(prometheus.url, 'cached', { freshMillis: 3_600_000 })),
    ];
    const report = {
      replicas: Number(values.replicas),
      machine: { ...describeMachine(), prometheus: version },
      series: head?.value,
      seriesOfAskedFamilies: backend.asked,
      results,
    };
    print(report);
    writeTable(report);
    const folder = new URL('../results/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      new URL(
        `prometheus-api-${values.replicas}-replicas-${report.machine.prometheus}.json`,
        folder,
      ),
      `${JSON.stringify(report, null, 1)}\n`,
    );
  } finally {
    await prometheus.stop();
    child.kill();
  }
}

async function measureWith(url, mode, options) {
  // Every answer must be whole: no budget cuts one short.
  const budgets = Object.fromEntries(
    Object.keys(promises)
      .filter((name) => name !== 'docs')
      .map((name) => [name, 60_000]),
  );
  const server = await serve({
    url,
    port: 0,
    host: '127.0.0.1',
    budgets,
    timeoutMillis: 60_000,
    ...options,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const rounds = mode === 'cached' ? calls * 10 : calls;
  const results = [];
  for (const [name, promiseMillis] of Object.entries(promises)) {
    const ask = () => call(`${server.url}/prometheus/metrics/${name}?strict=1`, agent);
    // A service is warm; with ten calls the first endpoint's round took 14 ms of our time, with 100 it takes 8.
    for (let warm = 0; warm < 100; warm++) await ask();
    const cpuBefore = await cpuMillis(url);
    const samples = [];
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await ask();
      samples.push(performance.now() - begun);
    }
    const cpuAfter = await cpuMillis(url);
    results.push({
      name,
      mode,
      promiseMillis,
      ...quantiles(samples),
      // Of both processes; scrapes that fall into the time are in that of Prometheus.
      cpuMillisPerCall: {
        own: rounded((cpuAfter.own - cpuBefore.own) / rounds),
        prometheus: rounded((cpuAfter.prometheus - cpuBefore.prometheus) / rounds),
      },
      loadAverage: rounded(loadavg()[0]),
    });
  }
  agent.destroy();
  await server.close();
  return results;
}

async function cpuMillis(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^process_cpu_seconds_total (\S+)$/m.exec(text);
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1000, prometheus: Number(seconds) * 1000 };
}

function rounded(value) {
  return Number(value.toFixed(3));
}

function call(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
}

function quantiles(list) {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
  const p50 = rounded(at(0.5));
  return { calls: sorted.length, p50, p99: rounded(at(0.99)), max: rounded(sorted.at(-1)) };
}

function print({ series, seriesOfAskedFamilies, results, machine }) {
  console.log(
    `${series} series, ${seriesOfAskedFamilies} of them asked for; Prometheus ${machine.prometheus}`,
  );
  for (const { name, mode, promiseMillis, calls: count, p50, p99, cpuMillisPerCall } of results) {
    const cpu = `CPU ${cpuMillisPerCall.own} + ${cpuMillisPerCall.prometheus} ms`;
    console.log(
      `${mode.padEnd(9)} /${name.padEnd(12)} p50 ${String(p50).padStart(8)} ms  p99 ${String(p99).padStart(8)} ms  promised ${promiseMillis ?? '-'} ms  (${count} calls, ${cpu})`,
    );
  }
}

/** Replaces the table of this number of replicas in the README. */
function writeTable({ series, seriesOfAskedFamilies, replicas, results, machine }) {
  const title = `${replicas} replicas, Prometheus ${machine.prometheus}`;
  const file = new URL('README.md', import.meta.url);
  const of = (name, mode) => results.find((one) => one.name === name && one.mode === mode);
  const rows = Object.entries(promises).map(([name, promised]) => {
    const [fresh, kept] = [of(name, 'uncached'), of(name, 'cached')];
    const cpu = `${fresh.cpuMillisPerCall.own} + ${fresh.cpuMillisPerCall.prometheus}`;
    return `| \`/${name}\` | ${promised ?? ''} | ${fresh.p50} | ${fresh.p99} | ${cpu} | ${kept.p50} | ${kept.p99} |`;
  });
  const loads = results.map(({ loadAverage }) => loadAverage);
  const table = [
    `${series} series, ${seriesOfAskedFamilies} of them of families that are asked for (${replicas} replicas). Prometheus ${machine.prometheus}, Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, load average ${Math.min(...loads)} to ${Math.max(...loads)}, ${machine.date.slice(0, 10)}. Milliseconds.`,
    '',
    '| endpoint | promised | new, p50 | new, p99 | processor time of a new answer, ours + Prometheus | kept, p50 | kept, p99 |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
  const [open, close] = [`<!-- ${title} -->`, `<!-- /${title} -->`];
  const text = readFileSync(file, 'utf8');
  const block = `${open}\n${table}\n${close}`;
  const start = text.indexOf(open);
  const end = text.indexOf(close) + close.length;
  writeFileSync(
    file,
    start === -1
      ? `${text.trimEnd()}\n\n${block}\n`
      : text.slice(0, start) + block + text.slice(end),
  );
}
