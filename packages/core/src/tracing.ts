// The subpath @obs/core/tracing: what start() loads when tracing is on. Whoever cannot wait for that
// loads it before and hands it over.
export { tracesExporters } from './config/traces-exporters.js';
export type {
  PropagatorName,
  SamplerName,
  TraceExporterName,
  TracingOptions,
} from './config/tracing-options.js';
export { provideTracing } from './tracing/slot.js';
export type { Tracing, TracingContext } from './tracing/tracing.js';
export { createTracing } from './tracing/tracing.js';
