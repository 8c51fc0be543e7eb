// The entry of a file of its own, dist/cjs/tracing.js, which is loaded when tracing is on.
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { traceHttp } from './http.js';
import { seeImports } from './imports.js';
import { installedLibrary, instrumentLibrary } from './libraries.js';
import { isSpanName, libraries, type SpanName } from './names.js';
import { withoutMetrics } from './without-metrics.js';

export { createTracing } from '@obs/core/tracing';
export { installedLibraries } from './libraries.js';
export { correlateLogs } from './logs/correlation.js';

const bundled: Readonly<Record<Exclude<SpanName, 'http'>, () => Instrumentation>> = {
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
  if (name === 'http') return traceHttp(onError);
  const instrumentation = withoutMetrics(bundled[name]);
  const stop = seeImports(instrumentation, onError);
  return {
    disable() {
      stop();
      instrumentation.disable();
    },
  };
}
