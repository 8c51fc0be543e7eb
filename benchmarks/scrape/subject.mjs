// One subject in a process of its own: serves /metrics and /hello, and answers the runner over IPC.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const [name, counters, histograms] = process.argv.slice(2);
const { start } = await import(`./subjects/${name}.mjs`);
const subject = await start({ counters: Number(counters), histograms: Number(histograms) });
subject.tick(0);

const server = createServer((request, response) => {
  if (request.url === '/hello') response.end('hello');
  else subject.listener(request, response);
});
// Whoever sends load keeps connections for as long as it likes.
server.keepAliveTimeout = 0;
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

// The finest resolution there is: what is longer than it is a block.
const delay = monitorEventLoopDelay({ resolution: 1 });
let peak = 0;
let watch;
let round = 0;

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

const commands = {
  tick: () => subject.tick(++round),
  cpu: () => {
    const { user, system } = process.threadCpuUsage();
    return { millis: (user + system) / 1000 };
  },
  startDelay: async () => {
    delay.enable();
    // The monitor's first tick only starts the clock: a block before it would be lost.
    await settled();
    delay.reset();
  },
  stopDelay: async () => {
    // It notes a block when its timer next fires; a command may come before that.
    await settled();
    delay.disable();
    return { maxMillis: delay.max / 1e6, p99Millis: delay.percentile(99) / 1e6 };
  },
  startMemory: () => {
    globalThis.gc?.();
    const base = process.memoryUsage().rss;
    peak = base;
    watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 2);
    return { base };
  },
  stopMemory: () => {
    clearInterval(watch);
    return { peak };
  },
};

process.on('message', async ({ command }) => {
  const answer = await commands[command]();
  process.send({ answer: answer ?? null });
});
process.send({ port: server.address().port });
