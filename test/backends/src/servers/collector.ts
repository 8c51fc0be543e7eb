import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collector } from '../backends/collector.ts';
import type { Backend } from '../install/spec.ts';
import { type Server, startServer } from './server.ts';

/** Where a Collector listens and writes; its configuration is made from this. */
export interface CollectorPlace {
  /** Its temporary folder. */
  readonly folder: string;
  /** For the OTLP receiver. */
  readonly grpcPort: number;
  readonly httpPort: number;
  /** For the Prometheus exporter. */
  readonly prometheusPort: number;
  /** For the health check and for its own metrics, if the configuration has them. */
  readonly healthPort: number;
  readonly ownMetricsPort: number;
}

export interface CollectorOptions {
  /**
   * The whole configuration, as YAML or as an object. What it receives and exposes
   * has to be on the ports of `place` for the URLs of the server to mean anything.
   * The Collector's own metrics are off unless it turns them on.
   *
   * Default: OTLP in, and out to a file for `received()` and to a Prometheus exporter.
   */
  readonly config?: (place: CollectorPlace) => string | object;
  /** Configuration files as they are, later ones win; instead of `config`. */
  readonly files?: readonly string[];
  /** Environment variables that the configuration reads. */
  readonly env?: (place: CollectorPlace) => Readonly<Record<string, string>>;
  /** A Collector that has ended: this one gets its ports, as one has that was restarted. */
  readonly after?: CollectorPlace;
  /** Default: what `collector()` finds. */
  readonly backend?: Backend;
}

export type Signal = 'metrics' | 'traces' | 'logs';

export interface CollectorServer extends Server, CollectorPlace {
  readonly backend: Backend;
  /** `http://127.0.0.1:...`, for an OTLP exporter over gRPC. */
  readonly otlpGrpcUrl: string;
  /** The same over HTTP, without `/v1/metrics`. */
  readonly otlpHttpUrl: string;
  /** Of the Prometheus exporter, with `/metrics`. */
  readonly prometheusUrl: string;
  /**
   * The export requests in OTLP/JSON that arrived so far, oldest first; about
   * 200 ms late. Needs the default configuration.
   */
  received<T = Record<string, unknown>>(signal: Signal): Promise<T[]>;
}

/**
 * Starts a Collector on free loopback ports and waits until it is ready. The caller
 * owns it, as with `startPrometheus`.
 *
 * @throws BackendMissingError when there is none
 * @throws StartFailedError with its last lines, for one on a bad configuration
 */
export async function startCollector(options: CollectorOptions = {}): Promise<CollectorServer> {
  const { config = defaultConfig, after, env, backend = await collector() } = options;
  const server = await startServer({
    name: 'collector',
    path: backend.path,
    ports: after === undefined ? 5 : portsOf(after),
    env: (folder, ports) => env?.(placeOf(folder, ports)) ?? {},
    async prepare(folder, ports) {
      const files = options.files ?? [await writeConfig(config(placeOf(folder, ports)), folder)];
      // Otherwise it exposes its own metrics on a fixed port. Later files win.
      const first = 'yaml:service::telemetry::metrics::level: none';
      return [first, ...files].map((file) => `--config=${file}`);
    },
    ready: async ({ logs }) => logs().includes('Everything is ready'),
  });
  const place = placeOf(server.folder, server.ports);
  return {
    ...server,
    ...place,
    backend,
    otlpGrpcUrl: `http://127.0.0.1:${place.grpcPort}`,
    otlpHttpUrl: `http://127.0.0.1:${place.httpPort}`,
    prometheusUrl: `http://127.0.0.1:${place.prometheusPort}/metrics`,
    async received<T>(signal: Signal) {
      const file = outputFile(server.folder, signal);
      if (!existsSync(file)) return [];
      const text = await readFile(file, 'utf8');
      // What is after the last line feed is still being written.
      const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
    },
  };
}

async function writeConfig(config: string | object, folder: string): Promise<string> {
  const file = join(folder, 'config.yaml');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

function placeOf(folder: string, ports: readonly number[]): CollectorPlace {
  const [grpcPort, httpPort, prometheusPort, healthPort, ownMetricsPort] = ports as FivePorts;
  return { folder, grpcPort, httpPort, prometheusPort, healthPort, ownMetricsPort };
}

function portsOf(place: CollectorPlace): FivePorts {
  const { grpcPort, httpPort, prometheusPort, healthPort, ownMetricsPort } = place;
  return [grpcPort, httpPort, prometheusPort, healthPort, ownMetricsPort];
}

type FivePorts = [number, number, number, number, number];

function outputFile(folder: string, signal: Signal): string {
  return join(folder, `${signal}.jsonl`);
}

function defaultConfig({ folder, grpcPort, httpPort, prometheusPort }: CollectorPlace): object {
  const file = (signal: Signal) => ({
    path: outputFile(folder, signal),
    flush_interval: '100ms',
  });
  const pipeline = (...exporters: string[]) => ({ receivers: ['otlp'], exporters });
  return {
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `127.0.0.1:${grpcPort}` },
          http: { endpoint: `127.0.0.1:${httpPort}` },
        },
      },
    },
    exporters: {
      'file/metrics': file('metrics'),
      'file/traces': file('traces'),
      'file/logs': file('logs'),
      prometheus: { endpoint: `127.0.0.1:${prometheusPort}`, enable_open_metrics: true },
    },
    service: {
      pipelines: {
        metrics: pipeline('file/metrics', 'prometheus'),
        traces: pipeline('file/traces'),
        logs: pipeline('file/logs'),
      },
    },
  };
}
