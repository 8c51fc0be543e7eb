import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import getPort from 'get-port';
import type { Address, App } from './app.ts';
import { type Counted, readCounted } from './counted.ts';
import type { Exchange } from './exchange.ts';
import { listen, type Output, oursAndOthers } from './output.ts';

/** How the application is started. */
export type Preload = 'bare' | '--require' | '--import';

/** Everything of a run that can be seen from outside. */
export interface Seen {
  readonly exchanges: readonly (Exchange & { readonly what: string })[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Without our lines. */
  readonly stderr: string;
}

/** A run under @obs/auto. */
export interface Observed {
  readonly seen: Seen;
  /** Our lines on stderr. */
  readonly lines: readonly string[];
  readonly counted: Counted | undefined;
}

const auto = createRequire(import.meta.url).resolve('@obs/auto');
/** What differs from answer to answer whoever gives it. */
const alwaysVolatile = ['date', 'last-modified', 'etag', 'keep-alive'];
// A busy machine takes seconds to start a large application.
const startMillis = 60_000;

/** Node's arguments that load @obs/auto first. */
export function preloadArgs(preload: Preload): string[] {
  if (preload === 'bare') return [];
  const target =
    preload === '--require' ? auto : pathToFileURL(resolve(auto, '../../esm/index.js')).href;
  return [preload, target];
}

/**
 * Runs an application once: starts it in a fresh folder, sends every step in turn, reads what was
 * counted, ends it by its signal.
 */
export async function observe(
  app: App,
  apps: string,
  node: string,
  preload: Preload,
): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), 'obs-compat-'));
  for (const file of app.files ?? []) {
    cpSync(join(apps, file), join(folder, file), { recursive: true });
  }
  // Five digits in each run: the length of a body that names the port is equal then.
  const port = await getPort({ port: Array.from({ length: 50 }, () => random(20_000, 59_999)) });
  const address: Address = { host: '127.0.0.1', port };
  const [program = '', ...rest] = app.args(port);
  const args = [join(apps, program), ...rest];
  const loaded = preloadArgs(preload);
  const child = spawn(node, app.byNodeOptions ? args : [...loaded, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      NO_COLOR: '1',
      NO_UPDATE_NOTIFIER: '1',
      PORT: String(port),
      HOST: '127.0.0.1',
      OBS_METRICS_PORT: '0',
      ...(app.byNodeOptions && loaded.length > 0 ? { NODE_OPTIONS: loaded.join(' ') } : {}),
      ...app.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = listen(child);
  try {
    await Promise.race([listening(address), output.ended.then(() => endedEarly(app, output))]);
    const exchanges = [];
    let requests = 0;
    for (const step of app.steps) {
      const exchange = await step.send(address);
      exchanges.push({ what: step.what, ...clean(exchange, app, port, folder) });
      requests += step.requests;
    }
    const counted = preload === 'bare' ? undefined : await readCounted(output.text, app, requests);
    await settled(output);
    child.kill(app.signal);
    const [code, signal] = await output.ended;
    const { stdout, stderr } = output.text();
    const scrub = (text: string) => scrubText(text, app, port, folder);
    const { ours, others } = oursAndOthers(stderr);
    return {
      seen: {
        exchanges,
        code,
        signal,
        stdout: scrub(stdout),
        stderr: scrub(others.join('\n')),
      },
      lines: ours,
      counted,
    };
  } finally {
    child.kill('SIGKILL');
    await output.ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function endedEarly(app: App, output: Output): never {
  const { stdout, stderr } = output.text();
  throw new Error(`${app.name} ended before it listened: ${stdout}${stderr}`);
}

/** Connects and says nothing: a request would be counted. */
async function listening({ host, port }: Address): Promise<void> {
  const until = performance.now() + startMillis;
  while (performance.now() < until) {
    const socket = connect(port, host);
    const isOpen = await new Promise((answer) => {
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(25);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Waits until nothing is printed any more: some log a request well after its answer. */
async function settled(output: Output): Promise<void> {
  const size = () => output.text().stdout.length + output.text().stderr.length;
  for (let before = -1; before !== size(); ) {
    before = size();
    await sleep(150);
  }
}

function clean(exchange: Exchange, app: App, port: number, folder: string): Exchange {
  const leftOut = [...alwaysVolatile, ...(app.volatile ?? [])];
  const scrub = (text: string) => scrubText(text, app, port, folder);
  return {
    status: exchange.status,
    headers: exchange.headers
      .filter((header) => !leftOut.includes(header.slice(0, header.indexOf(':')).toLowerCase()))
      .map(scrub),
    body: scrub(exchange.body),
  };
}

/** The port, the folder, times, durations and process ids differ from run to run. */
function scrubText(text: string, app: App, port: number, folder: string): string {
  const plain = text
    .replaceAll(folder, '<folder>')
    .replaceAll(String(port), '<port>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>')
    .replace(/\b\d{1,2}:\d\d:\d\d( [AP]M)?\b/g, '<time>')
    .replace(/\(node:\d+\)/g, '(node:<pid>)')
    .replace(/\b\d+(\.\d+)? ?ms\b/g, '<ms>');
  return app.scrub?.(plain) ?? plain;
}

function random(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
