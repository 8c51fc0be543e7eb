import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';

/** Node has these two without documenting them; prom-client's panels show them. */
const internal = process as typeof process & {
  _getActiveHandles?: () => readonly unknown[];
  _getActiveRequests?: () => readonly unknown[];
};

/** What keeps the event loop alive: resources, and libuv's handles and requests by class name. */
export function observeActive(meter: Meter): Stop {
  const {
    activeResources,
    activeResourcesTotal,
    activeHandles,
    activeHandlesTotal,
    activeRequests,
    activeRequestsTotal,
  } = catalog.metrics;
  const stops = [
    observeKinds(meter, { byType: activeResources, total: activeResourcesTotal }, () =>
      process.getActiveResourcesInfo(),
    ),
  ];
  if (typeof internal._getActiveHandles === 'function') {
    stops.push(
      observeKinds(meter, { byType: activeHandles, total: activeHandlesTotal }, () =>
        internal._getActiveHandles?.().map(className),
      ),
    );
  }
  if (typeof internal._getActiveRequests === 'function') {
    stops.push(
      observeKinds(meter, { byType: activeRequests, total: activeRequestsTotal }, () =>
        internal._getActiveRequests?.().map(className),
      ),
    );
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** Types that are remembered; class names of an application's own handles are not endless. */
const maxTypes = 100;

/**
 * A type that is gone is reported as 0: some engines go on reporting the last value of a series that
 * a callback no longer mentions.
 */
function observeKinds(
  meter: Meter,
  metrics: Parameters<typeof observeTogether<'byType' | 'total'>>[1],
  list: () => readonly string[] | undefined,
): Stop {
  const counts = new Map<string, number>();
  return observeTogether(meter, metrics, (observe) => {
    const types = list() ?? [];
    for (const type of counts.keys()) counts.set(type, 0);
    for (const type of types) {
      const count = counts.get(type);
      if (count !== undefined || counts.size < maxTypes) counts.set(type, (count ?? 0) + 1);
    }
    for (const [type, count] of counts) observe('byType', count, { type });
    observe('total', types.length);
  });
}

function className(value: unknown): string {
  return (value as { constructor?: { name?: string } } | null)?.constructor?.name || 'Object';
}
