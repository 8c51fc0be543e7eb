// The subpath @obs/core/otlp-traces: the exporter of spans that tracing uses, loaded when it is used;
// also for an official tracer provider.
export { OTLPTraceExporter, type OTLPTraceExporterOptions } from './tracing/otlp/exporter.js';
