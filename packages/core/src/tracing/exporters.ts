import type { MeterProvider } from '@opentelemetry/api';
import { ConsoleSpanExporter, type SpanExporter } from '@opentelemetry/sdk-trace';
import { optionalPackage } from '../readers/optional-package.js';
import { otlpTracesPackages } from '../readers/otlp-packages.js';
import type { Protocol } from './settings.js';

/**
 * The OTLP exporter of a protocol, the official one or, for `http/protobuf`, the official one with an
 * encoder of ours. Each reads endpoint, headers, TLS, compression and timeout from
 * `OTEL_EXPORTER_OTLP_*`.
 *
 * @throws ObsError `OBS_CONFIG_DEPENDENCY` when its package is not installed.
 */
export async function otlpExporter(
  protocol: Protocol,
  selfObsMeterProvider: MeterProvider,
): Promise<SpanExporter> {
  if (protocol === 'http/protobuf') {
    const { OTLPTraceExporter } = await import('../otlp-traces.js');
    return new OTLPTraceExporter({ selfObsMeterProvider });
  }
  const { OTLPTraceExporter } = await optionalPackage(protocol, otlpTracesPackages[protocol]);
  return new OTLPTraceExporter({ selfObsMeterProvider });
}

export function consoleExporter(): SpanExporter {
  return new ConsoleSpanExporter();
}
