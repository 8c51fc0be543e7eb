// Latency of a hello-world server while 240,000 lines are scraped from it every second.
// node scrape/latency.mjs [subject...]
import { Agent, get } from 'node:http';
import { median, percentile, request, startSubject } from './client.mjs';

const size = { counters: 100_000, histograms: 10_000 };
const names =
  process.argv.length > 2 ? process.argv.slice(2) : ['ours', 'official', 'prometheus-io'];
const seconds = 8;
const perSecond = 300;
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Requests at a fixed rate, each timed from when it should have been sent. */
async function load(port, millis) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const start = performance.now();
  const latencies = [];
  const open = [];
  for (let i = 0; ; i++) {
    const due = start + (i * 1000) / perSecond;
    if (due > start + millis) break;
    if (due > performance.now()) await pause(due - performance.now());
    open.push(
      new Promise((resolve) => {
        get({ host: '127.0.0.1', port, path: '/hello', agent }, (response) => {
          response.resume().on('end', () => {
            latencies.push(performance.now() - due);
            resolve();
          });
        }).on('error', resolve);
      }),
    );
  }
  await Promise.all(open);
  agent.destroy();
  return latencies;
}

console.log(
  `${perSecond} requests a second, one scrape of 240,000 lines a second, node ${process.version}`,
);
console.log(
  'subject           p50 without   p99 without     p50 with     p99 with   max with   ratio of p99',
);
for (const name of names) {
  const subject = await startSubject(name, size);
  for (let i = 0; i < 5; i++) {
    await subject.call('tick');
    await request(subject.port, '/metrics');
  }
  await load(subject.port, 1_000);
  const without = await load(subject.port, seconds * 1000);
  const timer = setInterval(() => request(subject.port, '/metrics').catch(() => {}), 1000);
  const loaded = await load(subject.port, seconds * 1000);
  clearInterval(timer);
  await subject.stop();
  const columns = [
    median(without),
    percentile(without, 0.99),
    median(loaded),
    percentile(loaded, 0.99),
    Math.max(...loaded),
    percentile(loaded, 0.99) / percentile(without, 0.99),
  ];
  console.log(name.padEnd(16), ...columns.map((value) => value.toFixed(2).padStart(12)));
}
process.exit(0);
