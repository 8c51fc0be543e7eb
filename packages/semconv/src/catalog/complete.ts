import { prometheusName } from '@obs/prometheus-names';
import type { CompleteMetric, MetricsOf } from './catalog.js';
import { readFields } from './field-rules.js';
import { isClosed, type LabelDefinition } from './label.js';
import type { MetricDefinition } from './metric.js';
import { checkMetric, checkZeroSeries } from './rules.js';

/** The OpenTelemetry default cardinality limit; a family that needs more says so with `maxSeries`. */
const defaultMaxSeries = 2000;

/** Checks one definition and fills in what it left out. `where` names it in errors. */
export function completeMetric(
  where: string,
  given: MetricDefinition,
  owner: string,
): CompleteMetric {
  const definition = readFields(where, given);
  checkMetric(where, definition);
  const metric = filledIn(definition, owner);
  if (metric.zero) checkZeroSeries(where, metric.labels, metric.maxSeries);
  return metric;
}

/** Fills in what a definition left out, checked or not. */
export function filledIn(definition: MetricDefinition, owner: string): CompleteMetric {
  const labels = definition.labels ?? {};
  // A level at zero would be a claim that nobody made.
  const startsAtZero = ['counter', 'updowncounter', 'histogram'].includes(definition.kind);
  const zero = definition.zero ?? startsAtZero;
  const maxSeries = definition.maxSeries ?? Math.min(combinations(labels) + 1, defaultMaxSeries);
  return Object.freeze({
    name: definition.name,
    prometheus: definition.prometheus ?? prometheusName(definition),
    kind: definition.kind,
    unit: definition.unit ?? '',
    description: definition.description,
    labels: frozen(labels),
    buckets: Object.freeze([...(definition.buckets ?? [])]),
    stability: definition.stability ?? 'stable',
    owner: definition.owner ?? owner,
    zero,
    maxSeries,
    replacedBy: definition.replacedBy,
    waive: Object.freeze([...(definition.waive ?? [])]),
  });
}

/** The families of a catalog by key, each made by `complete`, frozen. */
export function completeAll<M extends Readonly<Record<string, MetricDefinition>>>(
  definitions: M,
  complete: (key: string, definition: MetricDefinition) => CompleteMetric,
): MetricsOf<M> {
  const metrics: Record<string, CompleteMetric> = {};
  for (const [key, definition] of Object.entries(definitions)) {
    metrics[key] = complete(key, definition);
  }
  return Object.freeze(metrics) as unknown as MetricsOf<M>;
}

/** How many series the labels allow. */
function combinations(labels: Readonly<Record<string, LabelDefinition>>): number {
  return Object.values(labels).reduce(
    (product, label) => product * (isClosed(label) ? label.length : label.limit),
    1,
  );
}

/** A copy that nobody can change any more: what was checked stays what it was. */
function frozen(
  labels: Readonly<Record<string, LabelDefinition>>,
): Readonly<Record<string, LabelDefinition>> {
  const copies = Object.entries(labels).map(([key, label]) => [
    key,
    Object.freeze(isClosed(label) ? [...label] : { limit: label.limit, default: label.default }),
  ]);
  return Object.freeze(Object.fromEntries(copies));
}
