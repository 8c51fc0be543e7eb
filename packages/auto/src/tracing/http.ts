import { createRequire, syncBuiltinESMExports } from 'node:module';
import { traceHttpServer } from '@obs/instrumentation-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { withoutMetrics } from './without-metrics.js';

/**
 * Spans of `node:http` and `node:https`. Requests that come in are ours: the official instrumentation
 * takes 40 µs for one even when it is not sampled, half of what a small application has; its part for
 * requests that go out is used.
 */
export function traceHttp(onError: (error: unknown) => void): { disable(): void } {
  const server = traceHttpServer({ onError });
  const client = withoutMetrics(
    () => new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }),
  );
  patchBuiltins();
  return {
    disable() {
      server.disable();
      client.disable();
    },
  };
}

/**
 * Modules of Node are patched when somebody requires them, and an ES module never does. What it has
 * imported by name is brought up to date as well.
 */
function patchBuiltins(): void {
  // Not a require() of this file: the bundle makes that of node:https wait until it is used.
  const load = createRequire(process.execPath);
  load('http');
  load('https');
  syncBuiltinESMExports();
}
