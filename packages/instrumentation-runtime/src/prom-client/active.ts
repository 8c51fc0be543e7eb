import { process as catalog } from '@obs/semconv';
import type { Meter } from '@opentelemetry/api';
import { observeTogether, type Stop } from '../observe.js';
import { TypeCounts } from '../readings/types.js';

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

function observeKinds(
  meter: Meter,
  metrics: Parameters<typeof observeTogether<'byType' | 'total'>>[1],
  list: () => readonly string[] | undefined,
): Stop {
  const counts = new TypeCounts();
  return observeTogether(meter, metrics, (observe) => {
    const types = list() ?? [];
    for (const [type, count] of counts.count(types)) observe('byType', count, { type });
    observe('total', types.length);
  });
}

function className(value: unknown): string {
  return (value as { constructor?: { name?: string } } | null)?.constructor?.name || 'Object';
}
