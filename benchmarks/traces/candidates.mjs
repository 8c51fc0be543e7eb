import { join } from 'node:path';

/**
 * Who makes spans, in this order. All of them sample everything, batch, and send OTLP over
 * HTTP/protobuf or what they have instead.
 *
 * @param {string} rivals folder of their packages
 * @param {(name: string) => string} collector where each of them sends OTLP over HTTP
 * @param {string} agent where dd-trace sends what it sends by default
 */
export function candidates(rivals, collector, agent) {
  const inRivals = (file) => join(rivals, 'node_modules', file);
  const otlp = {
    OTEL_SERVICE_NAME: 'hello',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
  };
  const only = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const stable = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http' };
  const datadog = {
    DD_TRACE_STARTUP_LOGS: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    // Otherwise it keeps 100 traces a second, whatever the sampler says.
    DD_TRACE_RATE_LIMIT: '-1',
    DD_TRACE_SAMPLE_RATE: '1',
  };
  const all = [
    {
      name: '@obs/auto',
      args: ['--require', '@obs/auto'],
      env: {
        ...otlp,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OBS_METRICS_PORT: '0',
        OBS_LOG: 'silent',
      },
    },
    {
      name: 'instrumentation-http alone',
      args: ['--require', join(rivals, 'otel-traces.cjs')],
      env: { ...otlp, ...stable },
    },
    {
      name: 'auto-instrumentations-node',
      args: ['--require', inRivals('@opentelemetry/auto-instrumentations-node/dist/register.cjs')],
      env: { ...otlp, ...only, ...stable },
    },
    {
      name: 'dd-trace',
      args: ['--require', inRivals('dd-trace/init.js')],
      env: { ...otlp, ...datadog },
    },
  ];
  return [
    { name: 'bare' },
    ...all.map(({ name, args, env }) => ({
      name,
      args,
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector(name) },
    })),
    {
      name: 'dd-trace, to its own agent',
      args: ['--require', inRivals('dd-trace/init.js')],
      env: { ...datadog, DD_SERVICE: 'hello', DD_TRACE_AGENT_URL: agent },
    },
  ];
}

/** The names of those that send OTLP, of whom it is known what arrived. */
export const senders = [
  '@obs/auto',
  'instrumentation-http alone',
  'auto-instrumentations-node',
  'dd-trace',
];

/** The packages whose versions go with the figures; looked up from the rivals' folder. */
export const versions = [
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/auto-instrumentations-node',
  'dd-trace',
];
