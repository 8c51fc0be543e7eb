import { join } from 'node:path';
import { startProgram } from './program.ts';

/** `fixtures/app.mjs` under `@obs/auto`. */
export interface App {
  readonly url: string;
  /** Asks for units of work: as many spans of its own, and one of the HTTP server. */
  work(units: number): Promise<void>;
  /** Sum of a family of its own `/metrics` over the series that have these labels. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** Bytes of heap in use after a garbage collection. */
  memory(): Promise<number>;
  /** What it wrote so far. */
  said(): string;
  /** Sends a signal and waits for the end. @returns the signal that ended it, or its exit code */
  end(signal: NodeJS.Signals): Promise<NodeJS.Signals | number | null>;
}

/** @param env its environment besides PATH, such as `OTEL_EXPORTER_OTLP_ENDPOINT`. */
export async function startApp(env: Readonly<Record<string, string>>): Promise<App> {
  const script = join(import.meta.dirname, '../fixtures/app.mjs');
  const program = startProgram(process.execPath, ['--expose-gc', '--import', '@obs/auto', script], {
    env: {
      OTEL_SERVICE_NAME: 'app',
      OBS_METRICS_PORT: '0',
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      ...env,
    },
    cwd: join(import.meta.dirname, '..'),
  });
  const [, port] = await program.says(/listening on port (\d+)/);
  const [, metricsUrl] = await program.says(/metrics on (http:\S+);/);
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
    said: program.text,
    end: program.end,
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
