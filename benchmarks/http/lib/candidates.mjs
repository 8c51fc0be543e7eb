import { join } from 'node:path';

/**
 * @typedef {object} Candidate
 * @property {string} name as the tables say it
 * @property {string} [variant] the application's file is `<app>.<variant>.cjs`
 * @property {string[]} [args] of node, before the file
 * @property {Record<string, string>} [env]
 * @property {boolean} [needsSink] whether it sends to `sink`, an address that takes everything
 */

const ours = {
  args: ['--require', '@obs/auto'],
  env: { OBS_METRICS_PORT: '0', OBS_LOG: 'silent' },
};

/**
 * Who is measured, in this order.
 *
 * @param {string} rivals folder of their packages
 * @param {string} sink URL of the receiver
 * @returns {Candidate[]}
 */
export function candidates(rivals, sink) {
  const inRivals = (file) => join(rivals, file);
  const autoRegister = inRivals(
    'node_modules/@opentelemetry/auto-instrumentations-node/dist/register.cjs',
  );
  const noTraces = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const stable = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http' };
  return [
    { name: 'bare' },
    { name: '@obs/auto', ...ours },
    { name: 'prom-client by hand', variant: 'prom' },
    {
      name: 'instrumentation-http, metrics only',
      args: ['--require', inRivals('otel-metrics.cjs')],
    },
    {
      name: 'auto-instrumentations-node, metrics only',
      args: ['--require', autoRegister],
      env: {
        ...noTraces,
        ...stable,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      },
    },
    {
      name: '@obs/auto, with traces',
      ...ours,
      env: {
        ...ours.env,
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_OTLP_ENDPOINT: sink,
      },
    },
    {
      name: 'auto-instrumentations-node, with traces',
      args: ['--require', autoRegister],
      env: {
        ...stable,
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_PORT: '0',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: sink,
      },
    },
    {
      name: 'dd-trace',
      args: ['--require', inRivals('node_modules/dd-trace/init.js')],
      env: {
        DD_TRACE_AGENT_URL: sink,
        DD_TRACE_STARTUP_LOGS: 'false',
        DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      },
    },
  ];
}

/** What p99 latency is made of: with and without the watching of garbage collections. */
export const latencyCandidates = [
  {
    name: '@obs/auto, with gc metrics',
    ...ours,
    env: { ...ours.env, OBS_GARBAGE_COLLECTION: 'true' },
  },
  {
    name: 'a gc observer alone',
    args: ['--require', join(import.meta.dirname, 'gc-observer.cjs')],
  },
];

/** The packages whose versions go with the figures; looked up from the rivals' folder. */
export const versions = [
  '@obs/auto',
  'express',
  'fastify',
  'prom-client',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/auto-instrumentations-node',
  'dd-trace',
];
