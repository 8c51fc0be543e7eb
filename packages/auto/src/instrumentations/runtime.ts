import { meter } from '@obs/core';
import { instrumentRuntime } from '@obs/instrumentation-runtime';
import type { Start } from './install.js';

export const start: Start = ({ runtime, garbageCollection = true }, onError) =>
  instrumentRuntime({
    meter,
    onError,
    garbageCollection,
    // One that is chosen although the preset has none.
    names: typeof runtime === 'string' ? runtime : 'opentelemetry',
  });
