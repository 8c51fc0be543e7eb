import { shortened } from './shortened.js';
import type { TraceExporterName, TracingOptions } from './tracing-options.js';

export const traceExporterNames: readonly TraceExporterName[] = ['otlp', 'console', 'none'];

/** Where the environment and the options send spans, and a line for what could not be understood. */
export interface TracesExporters {
  /** Without `none`. */
  readonly exporters: ReadonlySet<TraceExporterName>;
  /** Whether spans are made at all. */
  readonly enabled: boolean;
  /** Where they go, for a line that everybody may read: `http://collector:4318/v1/traces, console`. */
  readonly destination: string;
  readonly lines: readonly string[];
}

/**
 * Decides whether tracing is on. The specification's default is `otlp` to a collector on this
 * machine; here the default is off until somebody names an endpoint, since a program that looks for
 * a collector nobody runs has an error every few seconds.
 */
export function tracesExporters(
  env: NodeJS.ProcessEnv,
  options: TracingOptions = {},
): TracesExporters {
  const variable = (name: string) => env[name]?.trim() || undefined;
  const endpoint =
    variable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? variable('OTEL_EXPORTER_OTLP_ENDPOINT');
  const listed = variable('OTEL_TRACES_EXPORTER')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const names = options.exporters ?? listed ?? (endpoint === undefined ? [] : ['otlp']);
  const known = names.filter((name) => traceExporterNames.includes(name as TraceExporterName));
  const exporters = new Set(known.includes('none') ? [] : (known as TraceExporterName[]));
  const disabled = variable('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  return {
    exporters,
    destination: [...exporters]
      .map((name) => (name === 'otlp' ? otlpDestination(variable) : name))
      .join(', '),
    enabled: !disabled && exporters.size + (options.spanProcessors?.length ?? 0) > 0,
    lines: names
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `OTEL_TRACES_EXPORTER names ${shortened(name)}, which is left out: it takes ${traceExporterNames.join(', ')}.`,
      ),
  };
}

/** The endpoint as the official exporters compute it (protocol/exporter.md), without credentials. */
function otlpDestination(variable: (name: string) => string | undefined): string {
  const protocol =
    variable('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? variable('OTEL_EXPORTER_OTLP_PROTOCOL');
  const isGrpc = protocol === 'grpc';
  const own = variable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base =
    variable('OTEL_EXPORTER_OTLP_ENDPOINT') ?? `http://localhost:${isGrpc ? 4317 : 4318}`;
  const url = own ?? (isGrpc ? base : `${base.replace(/\/$/, '')}/v1/traces`);
  return url.replace(/[?#].*$/, '').replace(/^([a-z][a-z\d+.-]*:\/\/)?[^/@]*@/i, '$1');
}
