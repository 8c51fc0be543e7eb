import { meter } from '@obs/core';
import { instrumentRuntime } from '@obs/instrumentation-runtime';
import type { Start } from './install.js';

export const start: Start = ({ runtime }, onError) =>
  instrumentRuntime({
    meter,
    onError,
    // One that is chosen although the preset has none.
    names: typeof runtime === 'string' ? runtime : 'opentelemetry',
  });
