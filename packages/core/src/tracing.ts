// The subpath @obs/core/tracing: what start() loads when tracing is on. Whoever cannot wait for that
// loads it before, and hands it over with provideTracing().
export type { Tracing, TracingContext } from './tracing/tracing.js';
export { createTracing } from './tracing/tracing.js';
