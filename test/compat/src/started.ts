import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import type { Preload } from './observe.ts';
import { preloadArgs } from './observe.ts';

/** How an application is started; `PORT` says where it is to listen. */
export interface Start {
  readonly command: string;
  /** What `node` is for all that it starts; default: the one that runs the tests. */
  readonly node?: string;
  readonly args: readonly string[];
  /** In NODE_OPTIONS, else among the arguments by whoever wrote them. */
  readonly preload?: Preload;
  /** What one of our lines has to say; the request is not waited for then. */
  readonly says?: RegExp;
}

/** What became of it. */
export interface Started {
  /** Requests that were counted under the route of the one that was sent. */
  readonly counted: number;
  readonly lines: readonly string[];
}

const patience = 20_000;

/**
 * Starts an application, asks it once, and reads the fixed port of the metrics until the request is
 * there. Everything that was started has ended afterwards.
 */
export async function start(given: Start, apps: string): Promise<Started> {
  const [port, metricsPort] = [await getPort(), await getPort()];
  const home = mkdtempSync(join(tmpdir(), 'obs-start-'));
  const child = spawn(given.command, given.args, {
    cwd: apps,
    // A group of its own: launchers leave children behind.
    detached: true,
    env: {
      PATH: `${dirname(given.node ?? process.execPath)}:${process.env['PATH']}`,
      HOME: home,
      PM2_HOME: join(home, 'pm2'),
      PORT: String(port),
      OBS_METRICS_PORT: String(metricsPort),
      ...(given.preload ? { NODE_OPTIONS: preloadArgs(given.preload).join(' ') } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  try {
    await answer(`http://127.0.0.1:${port}/users/42`);
    const url = `http://127.0.0.1:${metricsPort}/metrics`;
    const pattern =
      /^http_server_request_duration_seconds_count\{.*http_route="\/users\/:id".*\} (\d+)/m;
    const until = performance.now() + patience;
    let counted = 0;
    const isDone = () => given.says?.test(output) ?? counted > 0;
    while (!isDone() && performance.now() < until) {
      await sleep(50);
      if (given.says !== undefined) continue;
      counted = Number(pattern.exec(await answer(url))?.[1] ?? 0);
    }
    if (!isDone()) throw new Error('it did not come to that');
    const lines = output.split('\n').filter((line) => line.startsWith('obs: '));
    return { counted, lines };
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${output}`);
  } finally {
    if (child.pid !== undefined) end(child.pid);
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function answer(url: string): Promise<string> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      return await (await fetch(url, { headers: { connection: 'close' } })).text();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(50);
    }
  }
}

/** A group that has ended already is no error. */
function end(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {}
}
