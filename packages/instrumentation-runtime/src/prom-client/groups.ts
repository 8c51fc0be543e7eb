import type { Meter } from '@opentelemetry/api';
import type { Stop } from '../observe.js';
import { observeActive } from './active.js';
import { observeCpu } from './cpu.js';
import { observeEventLoop } from './event-loop.js';
import { observeFileDescriptors } from './file-descriptors.js';
import { observeHeap } from './heap.js';
import { observeMemory } from './memory.js';
import { observeVersion } from './version.js';

/**
 * The groups under prom-client's names; each is started by itself, so that one cannot stop another.
 * Collections of garbage are apart.
 */
export const promClientGroups: readonly ((
  meter: Meter,
  resolutionMillis: number | undefined,
) => Stop)[] = [
  observeCpu,
  observeMemory,
  observeFileDescriptors,
  observeEventLoop,
  observeActive,
  observeHeap,
  observeVersion,
];
