import { type LogLevel, logLevels } from '../log.js';
import type { ExporterName, StartOptions } from './options.js';
import {
  checkRules,
  flag,
  inRange,
  listOf,
  millis,
  type Rule,
  text,
  wrongOption,
} from './rules.js';
import { shortened } from './shortened.js';
import { traceExporterNames } from './traces-exporters.js';
import type { Variables } from './variables.js';

/** The complete configuration: options over `OBS_*` over `OTEL_*` over defaults. */
export interface Config {
  readonly disabled: boolean;
  readonly log: LogLevel;
  readonly exporters: ReadonlySet<ExporterName>;
  readonly metricsPort: number | 'app';
  readonly metricsHost: string;
  readonly metricsPath: string;
  readonly targetInfo: boolean;
  readonly scopeLabels: boolean;
  readonly healthEndpoints: boolean;
  readonly healthMetric: boolean;
  readonly healthTimeoutMillis: number;
  readonly otlpProtocol: string;
  readonly deltaTemporality: boolean;
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  readonly shutdownTimeoutMillis: number;
  readonly handleSignals: boolean;
  readonly announce: boolean;
}

const exporterNames: readonly string[] = ['prometheus', 'otlp', 'console', 'none'];

/**
 * Merges options and environment.
 *
 * @throws ObsError `OBS_CONFIG_OPTION` for an option that cannot be understood.
 */
export function resolveConfig(options: StartOptions, variables: Variables): Config {
  checkRules(options, rules);
  const interval = options.exportIntervalMillis ?? variables.exportIntervalMillis ?? 60_000;
  const config: Config = {
    disabled: variables.disabled,
    log: options.log ?? variables.log ?? 'info',
    exporters: exporters(options, variables),
    metricsPort: options.metricsPort ?? variables.metricsPort ?? 9464,
    metricsHost: options.metricsHost ?? variables.metricsHost ?? '127.0.0.1',
    metricsPath: options.metricsPath ?? variables.metricsPath ?? '/metrics',
    targetInfo: options.targetInfo ?? variables.targetInfo ?? true,
    scopeLabels: options.scopeLabels ?? variables.scopeLabels ?? false,
    healthEndpoints: options.healthEndpoints ?? variables.healthEndpoints ?? false,
    healthMetric: options.healthMetric ?? false,
    healthTimeoutMillis: options.healthTimeoutMillis ?? variables.healthTimeoutMillis ?? 2000,
    otlpProtocol: variables.otlpProtocol ?? 'http/protobuf',
    deltaTemporality: variables.deltaTemporality,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(
      options.exportTimeoutMillis ?? variables.exportTimeoutMillis ?? 30_000,
      interval,
    ),
    shutdownTimeoutMillis: options.shutdownTimeoutMillis ?? variables.shutdownTimeoutMillis ?? 3000,
    handleSignals: options.handleSignals ?? true,
    announce: options.announce ?? true,
  };
  checkPaths(config);
  return config;
}

function exporters(options: StartOptions, variables: Variables): ReadonlySet<ExporterName> {
  const names = (
    options.exporters ??
    variables.exporters ?? ['prometheus', ...(variables.otlpEndpoint ? ['otlp'] : [])]
  ).filter(isExporterName);
  return new Set(names.includes('none') ? [] : names);
}

function isExporterName(name: string): name is ExporterName {
  return exporterNames.includes(name);
}

/**
 * A line for every exporter of the environment that nobody here knows. It is left out and the rest
 * is used, as the OpenTelemetry specification asks (configuration/sdk-environment-variables.md,
 * "Enum"): one list may serve programs in several languages.
 */
export function unknownExporters({ exporters: names = [] }: Variables): string[] {
  return names
    .filter((name) => !isExporterName(name))
    .map(
      (name) =>
        `OTEL_METRICS_EXPORTER names ${shortened(name)}, which is left out: it takes ${exporterNames.join(', ')}.`,
    );
}

/** What each option takes. An empty host would be every address of the machine. */
const rules: { readonly [K in keyof Required<StartOptions>]: Rule } = {
  serviceName: text,
  resourceAttributes: ['an object of texts', (value) => typeof value === 'object'],
  exporters: listOf(exporterNames),
  metricsPort: [
    'a port number from 0 to 65535 (not a text: Number(...)), or "app"',
    (value) => value === 'app' || (Number.isInteger(value) && inRange(value as number, 0, 65_535)),
  ],
  metricsHost: text,
  metricsPath: [
    'a path that begins with "/"',
    (value) => typeof value === 'string' && /^\/[^?#\s]*$/.test(value),
  ],
  targetInfo: flag,
  scopeLabels: flag,
  healthEndpoints: flag,
  healthMetric: flag,
  healthTimeoutMillis: millis,
  exportIntervalMillis: millis,
  exportTimeoutMillis: millis,
  shutdownTimeoutMillis: millis,
  handleSignals: flag,
  announce: flag,
  log: [logLevels.join(', '), (value) => logLevels.includes(value as LogLevel)],
  readers: ['a list of metric readers', Array.isArray],
  tracing: [
    `an object, its exporters a list of ${traceExporterNames.join(', ')}`,
    (value) => {
      const { exporters = [] } = value as NonNullable<StartOptions['tracing']>;
      return typeof value === 'object' && listOf(traceExporterNames)[1](exporters);
    },
  ],
};

function checkPaths({ healthEndpoints, metricsPath, exporters }: Config): void {
  const taken = metricsPath === '/health' || metricsPath === '/ready';
  if (!healthEndpoints || !taken || !exporters.has('prometheus')) return;
  throw wrongOption('metricsPath', metricsPath, 'another path when health endpoints are on');
}
