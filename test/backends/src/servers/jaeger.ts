import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jaeger } from '../backends/jaeger.ts';
import type { Backend } from '../install/spec.ts';
import { getJson } from './json.ts';
import { type Server, startServer } from './server.ts';

/** Where a Jaeger listens. */
export interface JaegerPlace {
  /** For the OTLP receiver. */
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly queryPort: number;
  readonly queryGrpcPort: number;
  /** For the health check and for its own metrics, if the configuration has them. */
  readonly healthPort: number;
  readonly ownMetricsPort: number;
}

export interface JaegerOptions {
  /** A configuration file as it is. Default: OTLP in, 10,000 traces in memory. */
  readonly file?: string;
  /** Environment variables that the configuration reads. */
  readonly env?: (place: JaegerPlace) => Readonly<Record<string, string>>;
  /** Default: what `jaeger()` finds. */
  readonly backend?: Backend;
}

export interface JaegerServer extends Server {
  readonly backend: Backend;
  /** Of its query API, without a slash at the end. */
  readonly url: string;
  readonly otlpGrpcUrl: string;
  /** Without `/v1/traces`. */
  readonly otlpHttpUrl: string;
  /** Names of the services that sent spans. */
  services(): Promise<string[]>;
  /** The latest traces (20) that have a span of this service. */
  traces(service: string): Promise<JaegerTrace[]>;
  /** One trace; undefined when it has not arrived. `traceId` is lower-case hex. */
  trace(traceId: string): Promise<JaegerTrace | undefined>;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly {
    readonly spanID: string;
    readonly operationName: string;
    readonly processID: string;
    readonly references: readonly {
      readonly refType: string;
      readonly traceID: string;
      readonly spanID: string;
    }[];
    readonly tags: readonly { readonly key: string; readonly value: unknown }[];
    /** Events of the span, such as exceptions. */
    readonly logs: readonly {
      readonly fields: readonly { readonly key: string; readonly value: unknown }[];
    }[];
    /** Microseconds since the epoch. */
    readonly startTime: number;
    /** Microseconds. */
    readonly duration: number;
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/**
 * Starts a Jaeger on free loopback ports that keeps 10,000 traces in memory, and
 * waits until it is ready. The caller owns it, as with `startPrometheus`.
 *
 * @throws BackendMissingError when there is none
 * @throws StartFailedError with its last lines
 */
export async function startJaeger(options: JaegerOptions = {}): Promise<JaegerServer> {
  const { backend = await jaeger(), env } = options;
  const server = await startServer({
    name: 'jaeger',
    path: backend.path,
    ports: 6,
    env: (_folder, ports) => env?.(placeOf(ports)) ?? {},
    async prepare(folder, ports) {
      if (options.file !== undefined) return [`--config=${options.file}`];
      const file = join(folder, 'config.yaml');
      await writeFile(file, JSON.stringify(configure(placeOf(ports))));
      return [`--config=${file}`];
    },
    ready: async ({ logs }) => logs().includes('Everything is ready'),
  });
  const { grpcPort, httpPort, queryPort } = placeOf(server.ports);
  const url = `http://127.0.0.1:${queryPort}`;
  return {
    ...server,
    backend,
    url,
    otlpGrpcUrl: `http://127.0.0.1:${grpcPort}`,
    otlpHttpUrl: `http://127.0.0.1:${httpPort}`,
    async services() {
      const { data } = await getJson<{ data: string[] | null }>(`${url}/api/services`);
      return data ?? [];
    },
    async traces(service) {
      const search = new URLSearchParams({ service, limit: '20' });
      const { data } = await getJson<{ data: JaegerTrace[] | null }>(`${url}/api/traces?${search}`);
      return data ?? [];
    },
    async trace(traceId) {
      const response = await fetch(`${url}/api/traces/${traceId}`);
      if (response.status === 404) return undefined;
      const { data } = (await response.json()) as { data: JaegerTrace[] | null };
      return data?.[0];
    },
  };
}

function placeOf(ports: readonly number[]): JaegerPlace {
  const [grpcPort, httpPort, queryPort, queryGrpcPort, healthPort, ownMetricsPort] =
    ports as SixPorts;
  return { grpcPort, httpPort, queryPort, queryGrpcPort, healthPort, ownMetricsPort };
}

type SixPorts = [number, number, number, number, number, number];

function configure({ grpcPort, httpPort, queryPort, queryGrpcPort }: JaegerPlace) {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
      jaeger_query: {
        storage: { traces: 'memory' },
        http: at(queryPort),
        grpc: at(queryGrpcPort),
        // It would send traces of its own to port 4317, whoever listens there, and its
        // end would wait 10 s for them.
        enable_tracing: false,
      },
    },
    receivers: { otlp: { protocols: { grpc: at(grpcPort), http: at(httpPort) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
    },
  };
}
