import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** `fixtures/app.mjs` under `@obs/auto`. */
export interface App {
  readonly url: string;
  /** Asks for units of work: as many spans of its own, and one of the HTTP server. */
  work(units: number): Promise<void>;
  /** Sum of a family of its own `/metrics` over the series that have these labels. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** Bytes of heap in use after a garbage collection. */
  memory(): Promise<number>;
  /** What it wrote to stderr so far. */
  said(): string;
  /** Sends a signal and waits for the end. @returns the signal that ended it, or its exit code */
  end(signal: NodeJS.Signals): Promise<NodeJS.Signals | number | null>;
}

/** @param env its environment besides PATH, such as `OTEL_EXPORTER_OTLP_ENDPOINT`. */
export async function startApp(env: Readonly<Record<string, string>>): Promise<App> {
  const script = join(import.meta.dirname, '../fixtures/app.mjs');
  const child = spawn(process.execPath, ['--expose-gc', '--import', '@obs/auto', script], {
    env: {
      PATH: process.env['PATH'],
      OTEL_SERVICE_NAME: 'app',
      OBS_METRICS_PORT: '0',
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      ...env,
    },
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const [, port] = await output.says(/listening on port (\d+)/);
  const [, metricsUrl] = await output.says(/metrics on (http:\S+);/);
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string) => (await fetch(`${url}${path}`)).text();
  return {
    url,
    async work(units) {
      await get(`/work?units=${units}`);
    },
    async metric(name, labels = {}) {
      const page = await (await fetch(metricsUrl!)).text();
      return sum(page, name, labels);
    },
    memory: async () => Number(await get('/memory')),
    said: () => output.text(),
    async end(signal) {
      child.kill(signal);
      const [code, by] = await ended;
      return by ?? code;
    },
  };
}

function sum(page: string, name: string, labels: Readonly<Record<string, string>>): number {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) =>
      Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)),
    )
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function collect(child: ChildProcess) {
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      for (const listener of listeners) listener();
    });
  }
  return {
    text: () => text,
    says(pattern: RegExp): Promise<RegExpExecArray> {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        child.on('close', () => reject(new Error(`the app ended without ${pattern}:\n${text}`)));
        look();
      });
    },
  };
}
