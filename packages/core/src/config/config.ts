import { ObsError } from '../errors.js';
import { type LogLevel, logLevels } from '../log.js';
import type { ExporterName, StartOptions } from './options.js';
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
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  readonly shutdownTimeoutMillis: number;
  readonly handleSignals: boolean;
}

const exporterNames: readonly string[] = ['prometheus', 'otlp', 'console', 'none'];

/**
 * Merges options and environment.
 *
 * @throws ObsError `OBS_CONFIG_OPTION` for an option that cannot be understood, `OBS_CONFIG_VALUE`
 *   for an exporter name that nobody knows.
 */
export function resolveConfig(options: StartOptions, variables: Variables): Config {
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
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(
      options.exportTimeoutMillis ?? variables.exportTimeoutMillis ?? 30_000,
      interval,
    ),
    shutdownTimeoutMillis: options.shutdownTimeoutMillis ?? variables.shutdownTimeoutMillis ?? 3000,
    handleSignals: options.handleSignals ?? true,
  };
  check(config);
  return config;
}

function exporters(options: StartOptions, variables: Variables): ReadonlySet<ExporterName> {
  const names = options.exporters ??
    variables.exporters ?? ['prometheus', ...(variables.otlpEndpoint ? ['otlp'] : [])];
  const unknown = names.find((name) => !exporterNames.includes(name));
  if (unknown !== undefined) {
    throw new ObsError(
      'OBS_CONFIG_VALUE',
      `"${unknown}" is not a metrics exporter.`,
      `Set OTEL_METRICS_EXPORTER (or the option exporters) to ${exporterNames.join(', ')}, or several of them.`,
    );
  }
  return new Set(names.includes('none') ? [] : (names as ExporterName[]));
}

function check(config: Config): void {
  const { metricsPort, metricsPath, log } = config;
  if (
    metricsPort !== 'app' &&
    !(Number.isInteger(metricsPort) && inRange(metricsPort, 0, 65_535))
  ) {
    throw wrongOption('metricsPort', metricsPort, 'a port number from 0 to 65535, or "app"');
  }
  if (typeof metricsPath !== 'string' || !/^\/[^?#\s]*$/.test(metricsPath)) {
    throw wrongOption('metricsPath', metricsPath, 'a path that begins with "/"');
  }
  if (!logLevels.includes(log)) throw wrongOption('log', log, logLevels.join(', '));
  for (const name of [
    'healthTimeoutMillis',
    'exportIntervalMillis',
    'exportTimeoutMillis',
    'shutdownTimeoutMillis',
  ] as const) {
    // Timers above 2^31 - 1 ms fire at once in Node, which would export in a tight loop.
    if (!(Number.isFinite(config[name]) && inRange(config[name], 1, 2 ** 31 - 1))) {
      throw wrongOption(name, config[name], 'milliseconds from 1 to 2147483647');
    }
  }
}

function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function wrongOption(name: string, value: unknown, takes: string): ObsError {
  return new ObsError(
    'OBS_CONFIG_OPTION',
    `The option ${name} is ${String(value).slice(0, 100)}.`,
    `It takes ${takes}.`,
  );
}
