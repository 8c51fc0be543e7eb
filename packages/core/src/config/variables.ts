import { ObsError } from '../errors.js';
import { type LogLevel, logLevels } from '../log.js';
import { isServiceLink } from './service-link.js';
import { shortened } from './shortened.js';

/** What the environment says, checked; `undefined` where it says nothing. */
export interface Variables {
  readonly disabled: boolean;
  readonly engine: 'obs' | 'opentelemetry';
  readonly deltaTemporality: boolean;
  readonly log: LogLevel | undefined;
  readonly metricsPort: number | 'app' | undefined;
  readonly metricsHost: string | undefined;
  readonly metricsPath: string | undefined;
  readonly targetInfo: boolean | undefined;
  readonly scopeLabels: boolean | undefined;
  readonly healthEndpoints: boolean | undefined;
  readonly healthTimeoutMillis: number | undefined;
  readonly shutdownTimeoutMillis: number | undefined;
  readonly exporters: readonly string[] | undefined;
  readonly otlpEndpoint: boolean;
  readonly otlpProtocol: string | undefined;
  readonly exportIntervalMillis: number | undefined;
  readonly exportTimeoutMillis: number | undefined;
}

/** The `OBS_*` variables that this project reads, in any package, with what each one takes. */
export const knownVariables: Readonly<Record<string, string>> = {
  OBS_ENGINE: '"obs" or "opentelemetry"',
  OBS_GARBAGE_COLLECTION: '"true" or "false"',
  OBS_HEALTH_ENDPOINTS: '"true" or "false"',
  OBS_HEALTH_TIMEOUT: 'milliseconds that a health check may take, from 1 to 600000',
  OBS_INSTRUMENTATIONS: 'names of instrumentations, separated by commas',
  OBS_LOG: '"silent", "info" or "debug"',
  OBS_LOG_CORRELATION: 'pino, winston, console, separated by commas, or "true"',
  OBS_METRICS_HOST: 'a host name or address to bind to',
  OBS_METRICS_PATH: 'a path that begins with "/"',
  OBS_METRICS_PORT: 'a port number, or "app" for the application\'s own port',
  OBS_PRESET: 'the name of a preset',
  OBS_SCOPE_LABELS: '"true" or "false"',
  OBS_SHUTDOWN_TIMEOUT: 'milliseconds that the last export may take, from 1 to 600000',
  OBS_TARGET_INFO: '"true" or "false"',
  OBS_TRACES_REDACT: '"true" or "false"',
};

/**
 * Reads the environment: `OBS_*` before the standard `OTEL_*` of the same meaning. An empty value
 * counts as not set.
 *
 * @throws ObsError `OBS_CONFIG_VALUE` when an `OBS_*` variable cannot be understood. A standard
 *   variable that cannot be understood is ignored, as the OpenTelemetry specification asks
 *   (configuration/sdk-environment-variables.md, "Parsing").
 */
export function readVariables(env: NodeJS.ProcessEnv): Variables {
  const text = (name: string) => env[name]?.trim() || undefined;
  const list = text('OTEL_METRICS_EXPORTER')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    disabled: text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true',
    engine: oneOf(env, 'OBS_ENGINE', ['obs', 'opentelemetry'] as const) ?? 'obs',
    deltaTemporality: /^(delta|lowmemory)$/i.test(
      text('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE') ?? '',
    ),
    log: oneOf(env, 'OBS_LOG', logLevels),
    metricsPort:
      text('OBS_METRICS_PORT') === 'app'
        ? 'app'
        : (number(env, 'OBS_METRICS_PORT', 0, 65_535) ??
          standardNumber(text('OTEL_EXPORTER_PROMETHEUS_PORT'), 0, 65_535)),
    metricsHost: text('OBS_METRICS_HOST') ?? text('OTEL_EXPORTER_PROMETHEUS_HOST'),
    metricsPath: path(text('OBS_METRICS_PATH')),
    targetInfo: boolean(env, 'OBS_TARGET_INFO'),
    scopeLabels: boolean(env, 'OBS_SCOPE_LABELS'),
    healthEndpoints: boolean(env, 'OBS_HEALTH_ENDPOINTS'),
    healthTimeoutMillis: number(env, 'OBS_HEALTH_TIMEOUT', 1, 600_000),
    shutdownTimeoutMillis: number(env, 'OBS_SHUTDOWN_TIMEOUT', 1, 600_000),
    exporters: list?.length ? list : undefined,
    otlpEndpoint:
      (text('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') ?? text('OTEL_EXPORTER_OTLP_ENDPOINT')) !==
      undefined,
    otlpProtocol:
      text('OTEL_EXPORTER_OTLP_METRICS_PROTOCOL') ?? text('OTEL_EXPORTER_OTLP_PROTOCOL'),
    exportIntervalMillis: standardNumber(text('OTEL_METRIC_EXPORT_INTERVAL'), 1, 2 ** 31 - 1),
    exportTimeoutMillis: standardNumber(text('OTEL_METRIC_EXPORT_TIMEOUT'), 1, 2 ** 31 - 1),
  };
}

function wrong(name: string, value: string): ObsError {
  return new ObsError(
    'OBS_CONFIG_VALUE',
    `${name} is ${JSON.stringify(shortened(value))}.`,
    `It takes ${knownVariables[name]}.`,
  );
}

function oneOf<const T extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = env[name]?.trim();
  if (!value) return undefined;
  const found = values.find((candidate) => candidate === value.toLowerCase());
  if (found === undefined) throw wrong(name, value);
  return found;
}

function boolean(env: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const value = oneOf(env, name, ['true', 'false', '1', '0']);
  return value === undefined ? undefined : value === 'true' || value === '1';
}

function number(
  env: NodeJS.ProcessEnv,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = env[name]?.trim();
  // Kubernetes writes OBS_METRICS_PORT=tcp://... for a Service that is named obs-metrics.
  if (!value || isServiceLink(value)) return undefined;
  const parsed = standardNumber(value, least, most);
  if (parsed === undefined) throw wrong(name, value);
  return parsed;
}

function standardNumber(
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined || !/^\d+$/.test(value)) return undefined;
  const parsed = Number(value);
  return parsed >= least && parsed <= most ? parsed : undefined;
}

function path(value: string | undefined): string | undefined {
  if (value === undefined || /^\/[^?#\s]*$/.test(value)) return value;
  throw wrong('OBS_METRICS_PATH', value);
}
