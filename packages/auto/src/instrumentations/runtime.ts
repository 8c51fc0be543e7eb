import { meter } from '@obs/core';
import { instrumentRuntime } from '@obs/instrumentation-runtime';
import type { Start } from './install.js';

export const start: Start = (_preset, onError) => instrumentRuntime({ meter, onError });
