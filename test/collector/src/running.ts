import {
  type CollectorServer,
  type JaegerServer,
  type PrometheusServer,
  startCollector,
  startJaeger,
  startPrometheus,
} from '@obs-test/backends';
import { file, model, text } from './stack.ts';

/** The programs of the stack that can be had without containers. */
export interface Stack {
  readonly collector: CollectorServer;
  readonly jaeger: JaegerServer;
  readonly prometheus: PrometheusServer;
  readonly healthUrl: string;
  readonly ownMetricsUrl: string;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Configurations over `collector.yaml`, by name: `tail-sampling`. */
  readonly variants?: readonly string[];
  /** Variables that the Collector's configurations read, besides addresses. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Jaeger, Prometheus 3 and the Collector with the files of the example as they are. */
export async function startStack({ variants = [], env = {} }: StackOptions = {}): Promise<Stack> {
  const jaeger = await startJaeger({
    file: file('jaeger/jaeger.yaml'),
    env: (place) => ({
      JAEGER_HEALTH_LISTEN: `127.0.0.1:${place.healthPort}`,
      JAEGER_QUERY_LISTEN: `127.0.0.1:${place.queryPort}`,
      JAEGER_QUERY_GRPC_LISTEN: `127.0.0.1:${place.queryGrpcPort}`,
      JAEGER_OTLP_LISTEN: `127.0.0.1:${place.grpcPort}`,
      JAEGER_OWN_METRICS_HOST: '127.0.0.1',
      JAEGER_OWN_METRICS_PORT: String(place.ownMetricsPort),
    }),
  });
  const prometheus = await startPrometheus({
    version: 3,
    config: prometheusConfig(),
    flags: (await prometheusFlags()).filter((flag) => !/=\/|listen-address/.test(flag)),
  });
  const collector = await startCollector({
    files: ['collector', ...variants].map((name) => file(`collector/${name}.yaml`)),
    env: (place) => ({
      OTLP_GRPC_LISTEN: `127.0.0.1:${place.grpcPort}`,
      OTLP_HTTP_LISTEN: `127.0.0.1:${place.httpPort}`,
      PROMETHEUS_LISTEN: `127.0.0.1:${place.prometheusPort}`,
      HEALTH_LISTEN: `127.0.0.1:${place.healthPort}`,
      OWN_METRICS_HOST: '127.0.0.1',
      OWN_METRICS_PORT: String(place.ownMetricsPort),
      PROMETHEUS_URL: prometheus.url,
      JAEGER_ENDPOINT: jaeger.otlpGrpcUrl.replace('http://', ''),
      // There is no Tempo here; a second Jaeger-shaped place would prove no more than this one.
      TEMPO_ENDPOINT: jaeger.otlpGrpcUrl.replace('http://', ''),
      BATCH_TIMEOUT: '100ms',
      ...env,
    }),
  });
  return {
    collector,
    jaeger,
    prometheus,
    healthUrl: `http://127.0.0.1:${collector.healthPort}/`,
    ownMetricsUrl: `http://127.0.0.1:${collector.ownMetricsPort}/metrics`,
    async stop() {
      await collector.stop();
      await Promise.all([jaeger.stop(), prometheus.stop()]);
    },
  };
}

/** What `compose.yaml` starts Prometheus with. */
async function prometheusFlags(): Promise<readonly string[]> {
  return (await model()).services['prometheus']?.command ?? [];
}

/** Without the files beside it and the hosts that exist in containers only. */
function prometheusConfig(): string {
  return text('prometheus/prometheus.yml')
    .replace(/^rule_files: .*$/m, '')
    .replace(/^alerting:[\s\S]*?\n(?=\w)/m, '')
    .replace(/^scrape_configs:[\s\S]*$/m, '');
}
