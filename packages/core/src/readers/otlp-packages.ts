/** Where a bundle keeps the exporters that come with this package; not defined outside of one. */
declare const obsBundledExporters:
  | { readonly metrics: string; readonly traces: string }
  | undefined;

const bundled = typeof obsBundledExporters === 'undefined' ? undefined : obsBundledExporters;

/** The package, or file, of the official OTLP exporter of metrics by its protocol. */
export const otlpMetricsPackages: Readonly<Record<string, string>> = {
  'http/protobuf': bundled?.metrics ?? '@opentelemetry/exporter-metrics-otlp-proto',
  grpc: '@opentelemetry/exporter-metrics-otlp-grpc',
  'http/json': '@opentelemetry/exporter-metrics-otlp-http',
};

/** The same of traces. */
export const otlpTracesPackages = {
  'http/protobuf': bundled?.traces ?? '@obs/core/otlp-traces',
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
} satisfies Readonly<Record<string, string>>;
