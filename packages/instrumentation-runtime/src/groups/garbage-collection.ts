import { constants, PerformanceObserver } from 'node:perf_hooks';
import { process as catalog, createInstrument } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import type { Stop } from '../observe.js';

/** V8's minor mark-sweep, a young generation collection like a scavenge; Node names no constant for it. */
const minorMarkSweep = 2;

const kinds = new Map<number, { readonly kind: string }>([
  [constants.NODE_PERFORMANCE_GC_MINOR, { kind: 'minor' }],
  [minorMarkSweep, { kind: 'minor' }],
  [constants.NODE_PERFORMANCE_GC_MAJOR, { kind: 'major' }],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, { kind: 'incremental' }],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, { kind: 'weakcb' }],
]);

/** Every garbage collection, as it happens. */
export function recordGarbageCollection(meter: Meter): Stop {
  const duration = createInstrument(meter, catalog.metrics.gcDuration);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as { readonly detail?: { readonly kind?: number } };
      const kind = kinds.get(detail?.kind ?? -1);
      if (kind !== undefined) duration.record(entry.duration / 1000, kind);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
