import { getHeapSpaceStatistics } from 'node:v8';
import { runtime as catalog, createInstrument } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { onGarbageCollection } from '../readings/garbage-collection.js';
import { TypeCounts } from '../readings/types.js';

/** The heap by its spaces. */
export function observeHeap(meter: Meter): Stop {
  const { heapUsed, heapSpaceSize, heapSpaceAvailableSize, heapSpacePhysicalSize } =
    catalog.metrics;
  const metrics = { heapUsed, heapSpaceSize, heapSpaceAvailableSize, heapSpacePhysicalSize };
  return observeTogether(meter, metrics, (observe) => {
    for (const statistics of getHeapSpaceStatistics()) {
      const space = { 'v8js.heap.space.name': statistics.space_name };
      observe('heapUsed', statistics.space_used_size, space);
      observe('heapSpaceSize', statistics.space_size, space);
      observe('heapSpaceAvailableSize', statistics.space_available_size, space);
      observe('heapSpacePhysicalSize', statistics.physical_space_size, space);
    }
  });
}

/** What keeps the event loop alive. */
export function observeResources(meter: Meter): Stop {
  const { resourceActive } = catalog.metrics;
  const counts = new TypeCounts();
  return observeTogether(meter, { resourceActive }, (observe) => {
    for (const [type, count] of counts.count(process.getActiveResourcesInfo())) {
      observe('resourceActive', count, { 'v8js.resource.type': type });
    }
  });
}

/** Every garbage collection, as it happens. */
export function recordGarbageCollection(meter: Meter): Stop {
  const duration = createInstrument(meter, catalog.metrics.gcDuration);
  return onGarbageCollection((type, seconds) => duration.record(seconds, { 'v8js.gc.type': type }));
}
