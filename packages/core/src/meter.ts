import type { Meter } from '@opentelemetry/api';
import { state } from './state.js';
import { version } from './version.js';

/**
 * The OpenTelemetry meter of this process. It records from import on, whether or not and in which
 * order `start()` or `@obs/auto` come; what was recorded before is not lost. No port opens here.
 */
export const meter: Meter = state().engine.meterProvider.getMeter('@obs/core', version);
