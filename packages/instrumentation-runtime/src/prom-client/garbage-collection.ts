import { process as catalog, createInstrument } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import type { Stop } from '../observe.js';
import { onGarbageCollection } from '../readings/garbage-collection.js';

/** Every garbage collection, as it happens. */
export function recordGarbageCollection(meter: Meter): Stop {
  const duration = createInstrument(meter, catalog.metrics.gcDuration);
  return onGarbageCollection((kind, seconds) => duration.record(seconds, { kind }));
}
