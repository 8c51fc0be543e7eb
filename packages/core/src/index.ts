export type { ExporterName, StartOptions } from './config/options.js';
export type { TracesExporters } from './config/traces-exporters.js';
export { tracesExporters } from './config/traces-exporters.js';
export type {
  PropagatorName,
  SamplerName,
  TraceExporterName,
  TracingOptions,
} from './config/tracing-options.js';
export type { ObsErrorCode } from './errors.js';
export { ObsError } from './errors.js';
export { health } from './health/health.js';
export type { HealthCheck, HealthOptions, HealthReport } from './health/registry.js';
export type { DropReason } from './instruments/dropped.js';
export { dropped } from './instruments/dropped.js';
export type { InstrumentsOf } from './instruments/instruments.js';
export { instruments } from './instruments/instruments.js';
export type {
  BoundAdder,
  BoundRecorder,
  TypedAdder,
  TypedInstrument,
  TypedObservable,
  TypedRecorder,
} from './instruments/typed.js';
export type { Handle } from './lifecycle/handle.js';
export { onShutdown } from './lifecycle/shutdown.js';
export type { LogLevel } from './log.js';
export { meter, meter as default } from './meter.js';
export { start } from './start.js';
export type { TracingModule } from './tracing/slot.js';
export { provideTracing } from './tracing/slot.js';
export type { Tracing, TracingContext } from './tracing/tracing.js';
export { version } from './version.js';
