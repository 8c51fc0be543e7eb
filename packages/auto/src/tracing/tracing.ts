// The entry of a file of its own, dist/cjs/tracing.js, which is loaded when tracing is on.
import { syncBuiltinESMExports } from 'node:module';
import { metrics } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { httpInstrumentation } from './http.js';
import type { SpanName } from './names.js';

export { createTracing } from '@obs/core/tracing';

const instrumentations: Readonly<Record<SpanName, () => Instrumentation>> = {
  http: httpInstrumentation,
  undici: () => new UndiciInstrumentation(),
  grpc: () => new GrpcInstrumentation(),
};

/** Starts what makes the spans of a name; nothing of it records metrics. */
export function startSpans(name: SpanName): { disable(): void } {
  const instrumentation = withoutMetrics(instrumentations[name]);
  if (name === 'http') patchLoadedBuiltins();
  return { disable: () => instrumentation.disable() };
}

/**
 * Official instrumentations make their instruments when they are constructed, on the global meter.
 * This project has its own: without a global meter for that moment, nothing is counted twice.
 */
function withoutMetrics<T>(construct: () => T): T {
  const provider = metrics.getMeterProvider();
  metrics.disable();
  try {
    return construct();
  } finally {
    metrics.setGlobalMeterProvider(provider);
  }
}

/**
 * Modules of Node are patched when somebody requires them, and an ES module never does. What it has
 * imported by name is brought up to date as well.
 */
function patchLoadedBuiltins(): void {
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
}
