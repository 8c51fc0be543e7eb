// The entry of a file of its own, dist/cjs/tracing.js, which is loaded when tracing is on.
import { syncBuiltinESMExports } from 'node:module';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { httpInstrumentation } from './http.js';
import { seeImports } from './imports.js';
import { installedLibrary, instrumentLibrary } from './libraries.js';
import { isSpanName, libraries, type SpanName } from './names.js';
import { withoutMetrics } from './without-metrics.js';

export { createTracing } from '@obs/core/tracing';
export { installedLibraries } from './libraries.js';

const bundled: Readonly<Record<SpanName, () => Instrumentation>> = {
  http: httpInstrumentation,
  undici: () => new UndiciInstrumentation(),
  grpc: () => new GrpcInstrumentation(),
};

/**
 * Starts what makes the spans of a name; nothing of it records metrics.
 *
 * @param onError hears of modules that cannot be patched.
 * @throws Error when a library's instrumentation is not installed.
 */
export function startSpans(name: string, onError: (error: unknown) => void): { disable(): void } {
  if (!isSpanName(name)) {
    const file = installedLibrary(name);
    if (file !== undefined) return instrumentLibrary(name, file, onError);
    const { package: wanted = name } = libraries.get(name) ?? {};
    throw new Error(`${wanted} is not installed. Run "npm install ${wanted}".`);
  }
  const instrumentation = withoutMetrics(bundled[name]);
  const stop = seeImports(instrumentation, onError);
  if (name === 'http') patchBuiltins();
  return {
    disable() {
      stop();
      instrumentation.disable();
    },
  };
}

/**
 * Modules of Node are patched when somebody requires them, and an ES module never does. What it has
 * imported by name is brought up to date as well.
 */
function patchBuiltins(): void {
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
}
