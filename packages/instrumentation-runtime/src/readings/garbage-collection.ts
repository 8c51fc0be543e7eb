import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { Stop } from '../observe.js';

/** V8's minor mark-sweep, a young generation collection like a scavenge; Node names no constant for it. */
const minorMarkSweep = 2;

/** The kinds of garbage collections, by prom-client's names and the semantic conventions' alike. */
export type GarbageCollection = 'minor' | 'major' | 'incremental' | 'weakcb';

const kinds = new Map<number, GarbageCollection>([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [minorMarkSweep, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Calls `record` for every garbage collection, after it. */
export function onGarbageCollection(
  record: (kind: GarbageCollection, seconds: number) => void,
): Stop {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as { readonly detail?: { readonly kind?: number } };
      const kind = kinds.get(detail?.kind ?? -1);
      if (kind !== undefined) record(kind, entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
