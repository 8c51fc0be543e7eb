import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { tracesExporters } from '../src/config/traces-exporters.js';
import type { TracingOptions } from '../src/config/tracing-options.js';
import { samplerOf } from '../src/tracing/sampler.js';
import { tracingSettings } from '../src/tracing/settings.js';

const settings = (env: Record<string, string>, options: TracingOptions = {}) => {
  const lines: string[] = [];
  return { ...tracingSettings(env, options, (line) => lines.push(line)), lines };
};

describe('where spans go', () => {
  const endpoint = 'http://c:4318';
  it.each<[Record<string, string>, TracingOptions, string[]]>([
    [{}, {}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, {}, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint }, {}, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint }, {}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, {}, []],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, {}, ['otlp']],
    [{ OTEL_TRACES_EXPORTER: 'otlp, console' }, {}, ['otlp', 'console']],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }, {}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none,otlp' }, {}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, { exporters: ['console'] }, ['console']],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, { exporters: [] }, []],
  ])('under %j and %j: %j', (env, options, expected) => {
    const { exporters, enabled } = tracesExporters(env, options);
    expect([...exporters]).toEqual(expected);
    expect(enabled).toBe(expected.length > 0);
  });

  it('is a line for an exporter that nobody knows, and the rest is used', () => {
    const { exporters, lines } = tracesExporters({ OTEL_TRACES_EXPORTER: 'zipkin,console' });
    expect([...exporters]).toEqual(['console']);
    expect(lines).toEqual([
      'OTEL_TRACES_EXPORTER names zipkin, which is left out: it takes otlp, console, none.',
    ]);
  });

  it('is nowhere under OTEL_SDK_DISABLED', () => {
    const env = { OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' };
    expect(tracesExporters(env).enabled).toBe(false);
  });

  it.each<[Record<string, string>, string]>([
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces'],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'http://localhost:4317',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/' }, 'http://c:1/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/a' }, 'http://c:1/a/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:1/own' }, 'http://c:1/own'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://me:secret@c/own?key=secret' }, 'https://c/own'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'me:secret@c:1' }, 'c:1'],
    [{ OTEL_TRACES_EXPORTER: 'console' }, 'console'],
  ])('under %j is shown as %s', (env, expected) => {
    expect(tracesExporters(env).destination).toBe(expected);
  });
});

describe('standard variables', () => {
  it('have the defaults of the specification', () => {
    expect(settings({})).toEqual({
      sampler: 'parentbased_always_on',
      samplerRatio: 1,
      propagators: ['tracecontext', 'baggage'],
      limits: {},
      queueSize: 2048,
      batchSize: 512,
      delayMillis: 5000,
      exportTimeoutMillis: 30_000,
      protocol: 'http/protobuf',
      redact: true,
      lines: [],
    });
  });

  it.each<[string, string, object]>([
    ['OTEL_TRACES_SAMPLER', 'always_off', { sampler: 'always_off' }],
    ['OTEL_TRACES_SAMPLER', 'TraceIdRatio', { sampler: 'traceidratio' }],
    ['OTEL_TRACES_SAMPLER_ARG', '0.25', { samplerRatio: 0.25 }],
    ['OTEL_PROPAGATORS', 'b3multi,jaeger', { propagators: ['b3multi', 'jaeger'] }],
    ['OTEL_PROPAGATORS', 'tracecontext,tracecontext', { propagators: ['tracecontext'] }],
    ['OTEL_PROPAGATORS', 'none', { propagators: [] }],
    ['OTEL_ATTRIBUTE_COUNT_LIMIT', '7', { limits: { attributeCountLimit: 7 } }],
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '7', { limits: { attributeCountLimit: 7 } }],
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '9', { limits: { attributeValueLengthLimit: 9 } }],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', '9', { limits: { attributeValueLengthLimit: 9 } }],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '1', { limits: { eventCountLimit: 1 } }],
    ['OTEL_SPAN_LINK_COUNT_LIMIT', '1', { limits: { linkCountLimit: 1 } }],
    ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '1', { limits: { attributePerEventCountLimit: 1 } }],
    ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '1', { limits: { attributePerLinkCountLimit: 1 } }],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '100', { queueSize: 100, batchSize: 100 }],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '10', { batchSize: 10 }],
    ['OTEL_BSP_SCHEDULE_DELAY', '0', { delayMillis: 0 }],
    ['OTEL_BSP_EXPORT_TIMEOUT', '10', { exportTimeoutMillis: 10 }],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', { protocol: 'grpc' }],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json', { protocol: 'http/json' }],
    ['OBS_TRACES_REDACT', 'false', { redact: false }],
  ])('%s=%s', (name, value, expected) => {
    expect(settings({ [name]: value })).toMatchObject({ ...expected, lines: [] });
  });

  it.each([
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
    ['OTEL_PROPAGATORS', 'xray'],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '-1'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', 'many'],
    ['OTEL_BSP_SCHEDULE_DELAY', '1.5'],
    ['OTEL_BSP_EXPORT_TIMEOUT', '0'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'carrier-pigeon'],
    ['OBS_TRACES_REDACT', 'maybe'],
  ])('%s=%s is a line, and counts as not set', (name, value) => {
    const { lines, ...rest } = settings({ [name]: value });
    const { lines: _none, ...defaults } = settings({});
    expect(rest).toEqual(defaults);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} .*which is left out: it takes `));
  });

  it.each(['OTEL_TRACES_SAMPLER', 'OTEL_PROPAGATORS', 'OTEL_BSP_MAX_QUEUE_SIZE'])(
    '%s with what may be a secret shows its beginning alone',
    (name) => {
      const { lines } = settings({ [name]: 'glc_eyJvIjoiMTIzNDU2Iiwib' });
      expect(lines.join()).toContain('glc_... (25 characters)');
    },
  );

  it('of a list, the known ones are used', () => {
    const { propagators, lines } = settings({ OTEL_PROPAGATORS: 'b3,xray' });
    expect(propagators).toEqual(['b3']);
    expect(lines.join()).toContain('xray');
  });

  it('of spans win over those of everything with attributes', () => {
    const env = { OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_ATTRIBUTE_COUNT_LIMIT: '2' };
    expect(settings(env).limits).toEqual({ attributeCountLimit: 1 });
  });
});

describe('options', () => {
  it('win over the environment', () => {
    const env = { OTEL_TRACES_SAMPLER: 'always_off', OTEL_BSP_MAX_QUEUE_SIZE: '10' };
    const sampler = new AlwaysOnSampler();
    expect(settings(env, { sampler, queueSize: 5000, redact: false })).toMatchObject({
      sampler,
      queueSize: 5000,
      batchSize: 512,
      redact: false,
    });
  });

  it.each<[unknown, RegExp]>([
    [{ sampler: 'sometimes' }, /tracing\.sampler is "sometimes"\. It takes always_on/],
    [{ samplerRatio: 2 }, /tracing\.samplerRatio.*a number from 0 to 1/],
    [{ propagators: ['x'] }, /tracing\.propagators.*a list of tracecontext/],
    [{ queueSize: 0 }, /tracing\.queueSize.*a whole number from 1 on/],
    [{ limits: { eventCountLimit: -1 } }, /tracing\.limits\.eventCountLimit/],
    [{ limits: { events: 1 } }, /no option tracing\.limits\.events.*Did you mean/],
    [{ qeueSize: 1 }, /no option tracing\.qeueSize\. Did you mean tracing\.queueSize\?/],
    [{ spanProcessors: {} }, /tracing\.spanProcessors/],
  ])('%j throw with the way out', (options, message) => {
    expect(() => settings({}, options as TracingOptions)).toThrow(message);
  });
});

it.each([
  ['always_on', 'AlwaysOnSampler'],
  ['always_off', 'AlwaysOffSampler'],
  ['traceidratio', 'TraceIdRatioBased{0.5}'],
  ['parentbased_always_on', 'ParentBased{root=AlwaysOnSampler'],
  ['parentbased_always_off', 'ParentBased{root=AlwaysOffSampler'],
  ['parentbased_traceidratio', 'ParentBased{root=TraceIdRatioBased{0.5}'],
] as const)('the sampler %s is the official %s', (name, expected) => {
  expect(String(samplerOf(name, 0.5))).toContain(expected);
});
