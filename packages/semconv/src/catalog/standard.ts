import type { Catalog, MetricsOf } from './catalog.js';
import { completeAll, filledIn } from './complete.js';
import type { MetricDefinition } from './metric.js';

/**
 * A catalog of this package: what {@link defineCatalog} makes of it, but its families are written, filled
 * in and frozen when they are first asked for, and what the tests of this package check is not checked
 * again in every process. There are sixteen and a process uses three or four; all of them took a tenth of
 * the start of `@obs/auto`.
 */
export function standardCatalog<const M extends Readonly<Record<string, MetricDefinition>>>(input: {
  domain: string;
  owner: string;
  metrics: () => M;
}): Catalog<M> {
  const { domain, owner } = input;
  let metrics: MetricsOf<M> | undefined;
  return Object.freeze({
    domain,
    owner,
    get metrics() {
      metrics ??= completeAll(input.metrics(), (_key, definition) => filledIn(definition, owner));
      return metrics;
    },
  });
}
