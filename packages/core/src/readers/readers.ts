import { PrometheusExporter } from '@obs/exporter-prometheus';
import type { MeterProvider } from '@opentelemetry/api';
import { ConsoleMetricExporter, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Config } from '../config/config.js';
import { ObsError } from '../errors.js';
import type { Log } from '../log.js';
import { optionalPackage } from './optional-package.js';
import { otlpMetricsPackages } from './otlp-packages.js';
import { PushMetricReader } from './push-reader.js';
import { type ExportReport, reportFailures } from './reporting.js';

/** The pull reader, without a server of its own: core decides where it is mounted. */
export function prometheusReader(config: Config, log: Log): PrometheusExporter {
  return new PrometheusExporter({
    preventServerStart: true,
    endpoint: config.metricsPath,
    withoutScopeInfo: !config.scopeLabels,
    withoutTargetInfo: !config.targetInfo,
    onConflict: ({ message }) => log.once(message, message),
  });
}

/** A reader that pushes, and how its last push went. */
export interface PushReader {
  readonly name: 'otlp' | 'console';
  readonly reader: PushMetricReader;
  readonly report: ExportReport;
}

/**
 * The push readers that the configuration asks for; their exporters are loaded only then.
 *
 * @param meterProvider on which exporters count what they delivered and what they could not.
 */
export async function pushReaders(
  config: Config,
  log: Log,
  meterProvider: MeterProvider,
): Promise<PushReader[]> {
  const push = (name: PushReader['name'], exporter: PushMetricExporter): PushReader => ({
    name,
    report: reportFailures(exporter, name, log),
    reader: new PushMetricReader({
      exporter,
      exportIntervalMillis: config.exportIntervalMillis,
      exportTimeoutMillis: config.exportTimeoutMillis,
    }),
  });
  return [
    ...(config.exporters.has('otlp')
      ? [push('otlp', await otlpExporter(config.otlpProtocol, meterProvider))]
      : []),
    ...(config.exporters.has('console') ? [push('console', new ConsoleMetricExporter())] : []),
  ];
}

/** The official OTLP exporter of a protocol; it reads endpoint, headers, TLS and the rest from `OTEL_EXPORTER_OTLP_*`. */
async function otlpExporter(
  protocol: string,
  selfObsMeterProvider: MeterProvider,
): Promise<PushMetricExporter> {
  if (protocol === 'http/protobuf') {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
    return new OTLPMetricExporter({ selfObsMeterProvider });
  }
  const name = otlpMetricsPackages[protocol];
  if (name === undefined) {
    throw new ObsError(
      'OBS_CONFIG_VALUE',
      `"${protocol}" is not an OTLP protocol.`,
      'Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, http/json or grpc.',
    );
  }
  const { OTLPMetricExporter } = await optionalPackage(protocol, name);
  return new OTLPMetricExporter({ selfObsMeterProvider });
}
