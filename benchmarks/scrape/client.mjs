import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
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

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Receives some large answers, so that the first scrape of a subject is the first of that side only. */
export async function warmClient() {
  const chunk = Buffer.alloc(128 * 1024, 'warm');
  const server = createServer((_request, response) => {
    for (let i = 0; i < 100; i++) response.write(chunk);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (let i = 0; i < 5; i++) await request(server.address().port, '/');
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

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
