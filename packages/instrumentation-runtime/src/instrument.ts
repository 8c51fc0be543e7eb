import type { Meter } from '@opentelemetry/api';
import { checkResolution } from './errors.js';
import { observeActive } from './groups/active.js';
import { observeCpu } from './groups/cpu.js';
import { observeEventLoop } from './groups/event-loop.js';
import { observeFileDescriptors } from './groups/file-descriptors.js';
import { recordGarbageCollection } from './groups/garbage-collection.js';
import { observeHeap } from './groups/heap.js';
import { observeMemory } from './groups/memory.js';
import { observeVersion } from './groups/version.js';
import type { Stop } from './observe.js';

/** What {@link instrumentRuntime} takes. */
export interface RuntimeOptions {
  /** Makes the instruments; any meter of the OpenTelemetry API. */
  readonly meter: Meter;
  /** Milliseconds between samples of the event loop, 1 to 10,000; 10 when not given. */
  readonly eventLoopResolutionMillis?: number;
  /** Called with the error of a group that cannot start; the others do. Silent when not given. */
  readonly onError?: (error: unknown) => void;
}

/** What switches the instrumentation off again. */
export interface RuntimeInstrumentationHandle {
  /** Takes every callback and observer away. A second call does nothing. */
  disable(): void;
}

/**
 * Records process and Node.js metrics under the names, types and labels of prom-client 15's default
 * metrics. All but garbage collection is read when metrics are collected and costs nothing between
 * collections, bar one timer of the event-loop sampler that runs outside JavaScript.
 *
 * @throws RuntimeInstrumentationError `OBS_RUNTIME_RESOLUTION` for a resolution that is out of range.
 */
export function instrumentRuntime(options: RuntimeOptions): RuntimeInstrumentationHandle {
  const { meter } = options;
  const resolution = checkResolution(options.eventLoopResolutionMillis ?? 10);
  const groups: readonly (() => Stop)[] = [
    () => observeCpu(meter),
    () => observeMemory(meter),
    () => observeFileDescriptors(meter),
    () => observeEventLoop(meter, resolution),
    () => observeActive(meter),
    () => observeHeap(meter),
    () => observeVersion(meter),
    () => recordGarbageCollection(meter),
  ];
  let stops = groups.flatMap((start) => {
    try {
      return [start()];
    } catch (error) {
      options.onError?.(error);
      return [];
    }
  });
  return {
    disable() {
      for (const stop of stops) stop();
      stops = [];
    },
  };
}
