import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Starts a subject; `call` runs one of its commands. */
export async function startSubject(name, { counters, histograms }, flags = []) {
  const path = fileURLToPath(new URL('./subject.mjs', import.meta.url));
  const child = fork(path, [name, String(counters), String(histograms)], {
    execArgv: ['--expose-gc', '--max-old-space-size=6144', ...flags],
  });
  const [{ port }] = await once(child, 'message');
  return {
    port,
    pid: child.pid,
    async call(command) {
      child.send({ command });
      const [{ answer }] = await once(child, 'message');
      return answer;
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/**
 * Keeps a process and its threads, by their id, to one processor; does nothing where the machine has
 * no taskset, or one processor. Says whether it did.
 */
export function pin(pid, processor) {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(processor), String(pid)], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets a process run only where nothing else wants the processor, at once given up to whoever does. A
 * lower priority does not do that: whoever runs first finishes what the kernel gives it at a time.
 */
export function onlyWhenIdle(pid) {
  try {
    execFileSync('chrt', ['-a', '-i', '-p', '0', String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Receives some large answers, so that the first scrape of a subject is the first of that side only. */
export async function warmClient() {
  const chunk = Buffer.alloc(128 * 1024, 'warm');
  const server = createServer((_request, response) => {
    for (let i = 0; i < 100; i++) response.write(chunk);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (let i = 0; i < 5; i++) await scrape(server.address().port, '/');
  server.closeAllConnections();
  server.close();
}

const agent = new Agent({ keepAlive: true });

/** One request: milliseconds to the last byte, and bytes. */
export function request(port, path, headers = {}) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers, agent };
    get(options, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => {
        const millis = performance.now() - start;
        resolve({ millis, bytes, status: response.statusCode });
      });
    }).on('error', reject);
  });
}

const received = Buffer.allocUnsafe(64 * 1024);

/**
 * One large request on a connection of its own, into one buffer that is used again: milliseconds to the
 * last byte, and bytes with all heads. Node's client takes longer to receive 24 MB than our exporter to
 * make them.
 */
export function scrape(port, path = '/metrics', headers = {}) {
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let status = 0;
    const callback = (length) => {
      if (bytes === 0) status = Number(received.toString('latin1', 9, 12));
      bytes += length;
      return true;
    };
    const onread = { buffer: received, callback };
    const socket = connect({ port, host: '127.0.0.1', onread });
    socket.on('error', reject);
    socket.on('end', () => {
      const millis = performance.now() - start;
      socket.destroy();
      if (status === 200) resolve({ millis, bytes });
      else reject(new Error(`A scrape gave status ${status}`));
    });
    socket.write(`GET ${path} HTTP/1.1\r\n${head}\r\n`);
  });
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
