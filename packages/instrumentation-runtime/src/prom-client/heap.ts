import { getHeapSpaceStatistics } from 'node:v8';
import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** The JavaScript heap, whole and by space. */
export function observeHeap(meter: Meter): Stop {
  const { heapSizeTotal, heapSizeUsed, externalMemory } = catalog.metrics;
  const { heapSpaceSizeTotal, heapSpaceSizeUsed, heapSpaceSizeAvailable } = catalog.metrics;
  const stopWhole = observeTogether(
    meter,
    { heapSizeTotal, heapSizeUsed, externalMemory },
    (observe) => {
      const { heapTotal, heapUsed, external } = process.memoryUsage();
      observe('heapSizeTotal', heapTotal);
      observe('heapSizeUsed', heapUsed);
      observe('externalMemory', external);
    },
  );
  const stopSpaces = observeTogether(
    meter,
    { heapSpaceSizeTotal, heapSpaceSizeUsed, heapSpaceSizeAvailable },
    (observe) => {
      for (const statistics of getHeapSpaceStatistics()) {
        const space = { space: statistics.space_name.replace(/_space$/, '') };
        observe('heapSpaceSizeTotal', statistics.space_size, space);
        observe('heapSpaceSizeUsed', statistics.space_used_size, space);
        observe('heapSpaceSizeAvailable', statistics.space_available_size, space);
      }
    },
  );
  return () => {
    stopWhole();
    stopSpaces();
  };
}
