import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { StartFailedError } from '../errors.ts';
import { endGroup } from '../install/command.ts';
import { guardFolder } from '../install/guard.ts';

/** A server process of ours. */
export interface Server {
  /**
   * Ends the process (SIGTERM, after 10 s SIGKILL) and removes its folder. Once
   * it resolves both are gone; a second call waits for the first.
   */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does (SIGKILL), and removes its folder. */
  kill(): Promise<void>;
  /** What it wrote to stdout and stderr so far, the last 1 Mi characters. */
  logs(): string;
  /** Its own temporary folder: configuration and data. */
  readonly folder: string;
  /** Of the process. */
  readonly pid: number;
}

export interface Launch {
  /** For messages. */
  readonly name: string;
  readonly path: string;
  /** How many free ports on 127.0.0.1 it needs, or the very ports of one that has ended. */
  readonly ports: number | readonly number[];
  /** More of its environment. */
  env?(folder: string, ports: readonly number[]): Readonly<Record<string, string>>;
  /**
   * Writes what the server reads into its empty folder, and gives its arguments.
   * Called again with other ports when one of them was taken meanwhile.
   */
  prepare(folder: string, ports: readonly number[]): Promise<readonly string[]>;
  /**
   * True when this very process serves. Another process may have got the port, so
   * an answer on it proves nothing by itself.
   */
  ready(server: Server, ports: readonly number[]): Promise<boolean>;
}

export interface StartedServer extends Server {
  readonly ports: readonly number[];
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const ATTEMPTS = 5;
const LOG_CHARACTERS = 1024 * 1024;
const PORT_TAKEN = /address already in use/i;

/**
 * Starts a server on free loopback ports with a temporary folder as its working
 * directory, and waits until it is ready. Both are gone after `stop()`, and also
 * when this process ends without it, however it ends.
 *
 * A port is free when it is chosen and may be taken when the server binds it;
 * then everything starts again with other ports, up to five times.
 *
 * @throws StartFailedError with its last lines when it ends, or is not ready in 60 s
 */
export async function startServer(launch: Launch): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    const ports = await portsOf(launch);
    const server = await startOnce(launch, ports);
    const outcome = await waitUntilReady(launch, server, ports);
    const { folder, logs, pid, stop, kill } = server;
    if (outcome === undefined) return { folder, logs, pid, stop, kill, ports };
    await server.stop();
    if (attempt === ATTEMPTS || !PORT_TAKEN.test(server.logs())) {
      throw new StartFailedError(launch.name, outcome, server.logs());
    }
  }
}

function portsOf({ ports }: Launch): Promise<readonly number[]> {
  if (typeof ports !== 'number') return Promise.resolve(ports);
  return Promise.all(Array.from({ length: ports }, () => getPort({ host: '127.0.0.1' })));
}

interface RunningServer extends Server {
  readonly child: ChildProcess;
}

async function startOnce(launch: Launch, ports: readonly number[]): Promise<RunningServer> {
  // Not through a link (macOS): servers report the real path, and it is compared.
  const folder = await mkdtemp(join(await realpath(tmpdir()), `${launch.name}-`));
  const guard = guardFolder(folder);
  let args: readonly string[];
  try {
    args = await launch.prepare(folder, ports);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    guard.release();
    throw error;
  }
  const child = spawn(launch.path, args, {
    cwd: folder,
    env: { ...process.env, ...launch.env?.(folder, ports) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard.watch(child.pid);
  let logs = '';
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (bytes: Buffer) => {
      logs = (logs + decoder.write(bytes)).slice(-LOG_CHARACTERS);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      logs += `${error.message}\n`;
      resolve();
    });
    child.on('close', () => resolve());
  }).then(() => guard.watch(undefined));

  let stopping: Promise<void> | undefined;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.pid !== undefined) {
      endGroup(child.pid, signal);
      const timer = setTimeout(() => endGroup(child.pid!, 'SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    guard.release();
  };
  return {
    child,
    folder,
    // One that could not be started never becomes ready, so nobody gets to see it.
    pid: child.pid ?? 0,
    logs: () => logs,
    stop: () => {
      stopping ??= end('SIGTERM');
      return stopping;
    },
    kill: () => {
      stopping ??= end('SIGKILL');
      return stopping;
    },
  };
}

/** Why it did not become ready; undefined when it did. */
async function waitUntilReady(
  launch: Launch,
  server: RunningServer,
  ports: readonly number[],
): Promise<string | undefined> {
  const { child } = server;
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (child.pid === undefined) return 'could not be started';
    if (child.exitCode !== null) return `ended with exit code ${child.exitCode}`;
    if (child.signalCode !== null) return `was ended by ${child.signalCode}`;
    if (await launch.ready(server, ports).catch(() => false)) return undefined;
    await sleep(50);
  }
  return `was not ready after ${START_TIMEOUT_MS / 1000} s`;
}
