import type { Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Where spans go. */
export type TraceExporterName = 'otlp' | 'console' | 'none';

/** The samplers of the OpenTelemetry specification that can be named. */
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/** How a trace is carried from one process to another. */
export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi' | 'jaeger' | 'none';

/** What `start()` takes for tracing; every field wins over the environment. */
export interface TracingOptions {
  /**
   * `OTEL_TRACES_EXPORTER`; `otlp` once `OTEL_EXPORTER_OTLP_ENDPOINT` or
   * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is set, else none, which leaves tracing off.
   */
  readonly exporters?: readonly TraceExporterName[];
  /** `OTEL_TRACES_SAMPLER`, or a sampler of the official interface; `parentbased_always_on`. */
  readonly sampler?: SamplerName | Sampler;
  /** Share of traces that a `traceidratio` sampler takes, 0 to 1; `OTEL_TRACES_SAMPLER_ARG`; 1. */
  readonly samplerRatio?: number;
  /** `OTEL_PROPAGATORS`; `tracecontext` and `baggage`. */
  readonly propagators?: readonly PropagatorName[];
  /** What a span may hold; `OTEL_SPAN_*_LIMIT` and their like; 128 of each, values of any length. */
  readonly limits?: SpanLimits;
  /** Spans that wait for export at most, further ones are dropped; `OTEL_BSP_MAX_QUEUE_SIZE`; 2048. */
  readonly queueSize?: number;
  /** Spans of one export at most; `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`; 512. */
  readonly batchSize?: number;
  /** Milliseconds that a span waits for others at most; `OTEL_BSP_SCHEDULE_DELAY`; 5000. */
  readonly delayMillis?: number;
  /** Milliseconds that an export may take; `OTEL_BSP_EXPORT_TIMEOUT`; 30000. */
  readonly exportTimeoutMillis?: number;
  /**
   * Whether query strings, user names and passwords in URLs, and the headers that carry credentials
   * are taken out of spans; `OBS_TRACES_REDACT`; true.
   */
  readonly redact?: boolean;
  /** Further processors of the official interface, after ours; with one, tracing is on. */
  readonly spanProcessors?: readonly SpanProcessor[];
}
