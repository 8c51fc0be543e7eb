import { meter } from '@obs/core';
import { instrumentRuntime, type RuntimeNames } from '@obs/instrumentation-runtime';
import type { Start } from './install.js';

export const start: Start = ({ runtime, garbageCollection }, onError) => {
  // One that is chosen although the preset has none.
  const names: RuntimeNames = typeof runtime === 'string' ? runtime : 'opentelemetry';
  return instrumentRuntime({
    meter,
    onError,
    // Watching costs p99 latency: those who come from prom-client had it and have panels for it.
    garbageCollection: garbageCollection ?? names === 'prom-client',
    names,
  });
};
