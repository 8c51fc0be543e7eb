import type { Meter } from '@opentelemetry/api';
import type { Stop } from '../observe.js';
import { observeEventLoop } from './event-loop.js';
import { observeCpu, observeFileDescriptors, observeMemory } from './process.js';
import { observeHeap, observeResources } from './v8.js';

/** The groups under the names of the semantic conventions; each is started by itself. Collections of garbage are apart. */
export const openTelemetryGroups: readonly ((
  meter: Meter,
  resolutionMillis: number | undefined,
) => Stop)[] = [
  observeCpu,
  observeMemory,
  observeFileDescriptors,
  observeEventLoop,
  observeHeap,
  observeResources,
];
