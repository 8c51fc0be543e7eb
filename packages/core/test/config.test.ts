import { describe, expect, it } from 'vitest';
import { resolveConfig, unknownExporters } from '../src/config/config.js';
import type { StartOptions } from '../src/config/options.js';
import { tracesExporters } from '../src/config/traces-exporters.js';
import { unknownVariables } from '../src/config/unknown.js';
import { knownVariables, readVariables } from '../src/config/variables.js';
import { ObsError } from '../src/errors.js';

const resolve = (options: StartOptions = {}, env: Record<string, string> = {}) =>
  resolveConfig(options, readVariables(env));

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof ObsError ? error.code : String(error);
  }
  return undefined;
}

describe('precedence: options over OBS_* over OTEL_* over defaults', () => {
  it.each([
    ['default', {}, {}, 9464],
    ['standard variable', {}, { OTEL_EXPORTER_PROMETHEUS_PORT: '1' }, 1],
    ['our variable', {}, { OTEL_EXPORTER_PROMETHEUS_PORT: '1', OBS_METRICS_PORT: '2' }, 2],
    ['option', { metricsPort: 3 }, { OBS_METRICS_PORT: '2' }, 3],
    ['the application port', {}, { OBS_METRICS_PORT: 'app' }, 'app'],
    ['an empty variable is not set', {}, { OBS_METRICS_PORT: ' ' }, 9464],
  ])('port by %s', (_, options, env, port) => {
    expect(resolve(options as StartOptions, env).metricsPort).toBe(port);
  });

  it.each([
    ['nothing said', {}, ['prometheus']],
    ['a list', { OTEL_METRICS_EXPORTER: 'otlp, console' }, ['otlp', 'console']],
    ['none wins', { OTEL_METRICS_EXPORTER: 'none,otlp' }, []],
    [
      'an OTLP endpoint adds otlp',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' },
      ['prometheus', 'otlp'],
    ],
    [
      'an explicit list is not added to',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_METRICS_EXPORTER: 'prometheus' },
      ['prometheus'],
    ],
  ])('exporters: %s', (_, env, exporters) => {
    expect([...resolve({}, env as Record<string, string>).exporters]).toEqual(exporters);
  });

  it('keeps the push timeout within the push interval', () => {
    const { exportTimeoutMillis } = resolve({}, { OTEL_METRIC_EXPORT_INTERVAL: '500' });
    expect(exportTimeoutMillis).toBe(500);
  });
});

describe('what cannot be understood', () => {
  it.each([
    ['OBS_METRICS_PORT', 'http'],
    ['OBS_METRICS_PORT', '65536'],
    ['OBS_METRICS_PORT', '-1'],
    ['OBS_METRICS_PATH', 'metrics'],
    ['OBS_LOG', 'loud'],
    ['OBS_ENGINE', 'v8'],
    ['OBS_TARGET_INFO', 'maybe'],
    ['OBS_HEALTH_TIMEOUT', '1s'],
    ['OBS_SHUTDOWN_TIMEOUT', '0'],
  ])('%s=%s is refused with the way out', (name, value) => {
    expect(codeOf(() => resolve({}, { [name]: value }))).toBe('OBS_CONFIG_VALUE');
    expect(() => resolve({}, { [name]: value })).toThrow('takes');
  });

  const secret = 'sk_live_51HxQ2eZvKYlo2C0aB9xT7';
  it.each<[string, () => unknown]>([
    ['a number', () => resolve({}, { OBS_METRICS_PORT: secret })],
    ['a word', () => resolve({}, { OBS_LOG: secret })],
    ['a path', () => resolve({}, { OBS_METRICS_PATH: secret })],
    ['an option', () => resolve({ metricsPath: secret })],
    ['a list of an option', () => resolve({ exporters: [secret as never] })],
    [
      'a list of exporters',
      () => {
        throw new Error(
          unknownExporters(readVariables({ OTEL_METRICS_EXPORTER: secret })).join('\n'),
        );
      },
    ],
    [
      'a list of trace exporters',
      () => {
        throw new Error(tracesExporters({ OTEL_TRACES_EXPORTER: secret }).lines.join('\n'));
      },
    ],
  ])('a secret in the place of %s is refused and not told', (_what, refuse) => {
    expect(refuse).toThrow('sk_l... (30 characters)');
    expect(refuse).not.toThrow(secret.slice(0, 8));
  });

  it('leaves out an exporter of the environment that it does not know, with a line', () => {
    const env = { OTEL_METRICS_EXPORTER: 'logging,otlp' };
    expect([...resolve({}, env).exporters]).toEqual(['otlp']);
    expect(unknownExporters(readVariables(env))).toEqual([
      'OTEL_METRICS_EXPORTER names logging, which is left out: it takes prometheus, otlp, console, none.',
    ]);
  });

  it.each(['soon', '0'])('ignores the standard number %s, as the specification asks', (value) => {
    const { exportIntervalMillis } = resolve({}, { OTEL_METRIC_EXPORT_INTERVAL: value });
    expect(exportIntervalMillis).toBe(60_000);
  });

  it('ignores what Kubernetes writes for a Service that is named obs-metrics', () => {
    expect(resolve({}, { OBS_METRICS_PORT: 'tcp://10.0.0.7:9464' }).metricsPort).toBe(9464);
  });

  it.each<[string, StartOptions]>([
    ['metricsPort', { metricsPort: 70_000 }],
    ['metricsPort', { metricsPort: 'application' as 'app' }],
    ['metricsPath', { metricsPath: 'metrics' }],
    ['log', { log: 'loud' as 'info' }],
    ['metricsPort', { metricsPort: '9464' as 'app' }],
    ['metricsHost', { metricsHost: '' }],
    ['exporters', { exporters: 'otlp' as never }],
    ['healthEndpoints', { healthEndpoints: 'false' as never }],
    ['serviceName', { serviceName: 5 as never }],
    ['metricsPath', { metricsPath: '/ready', healthEndpoints: true }],
    ['metricsPort', { metricPort: 1 } as StartOptions],
    ['shutdownTimeoutMillis', { shutdownTimeoutMillis: Object.create(null) }],
    ['exportIntervalMillis', { exportIntervalMillis: 0 }],
    ['shutdownTimeoutMillis', { shutdownTimeoutMillis: Number.POSITIVE_INFINITY }],
  ])('the option %s is refused', (name, options) => {
    expect(codeOf(() => resolve(options))).toBe('OBS_CONFIG_OPTION');
    expect(() => resolve(options)).toThrow(name);
  });
});

describe('unknown OBS_* variables', () => {
  it('are named with the nearest known one, never with their value', () => {
    expect(unknownVariables({ OBS_METRIC_PORT: 'secret', PATH: '/bin' })).toEqual([
      'the variable OBS_METRIC_PORT is not known; did you mean OBS_METRICS_PORT?',
    ]);
  });

  it('are silent when Kubernetes wrote them for a Service, and few lines when they are many', () => {
    const service = {
      OBS_SERVICE_HOST: '10.0.0.7',
      OBS_SERVICE_PORT: '80',
      OBS_SERVICE_PORT_HTTP: '80',
      OBS_PORT: 'tcp://10.0.0.7:80',
      OBS_PORT_80_TCP: 'tcp://10.0.0.7:80',
      OBS_PORT_80_TCP_ADDR: '10.0.0.7',
    };
    expect(unknownVariables(service)).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`OBS_X${n}`, '']));
    expect(unknownVariables(many)).toHaveLength(6);
  });

  it('are silent when all are known', () => {
    expect(
      unknownVariables(Object.fromEntries(Object.keys(knownVariables).map((n) => [n, '']))),
    ).toEqual([]);
  });
});
