import type { CompleteMetric } from './catalog.js';
import { isClosed, type LabelDefinition } from './label.js';
import type { MetricDefinition } from './metric.js';
import { prometheusName } from './prometheus-name.js';
import { checkMetric } from './rules.js';

/** The OpenTelemetry default cardinality limit; a family that needs more says so with `maxSeries`. */
const defaultMaxSeries = 2000;

/** Checks one definition and fills in what it left out. `where` names it in errors. */
export function completeMetric(
  where: string,
  definition: MetricDefinition,
  owner: string,
): CompleteMetric {
  checkMetric(where, definition);
  const labels = definition.labels ?? {};
  // A level at zero would be a claim that nobody made.
  const startsAtZero = ['counter', 'updowncounter', 'histogram'].includes(definition.kind);
  return Object.freeze({
    name: definition.name,
    prometheus: definition.prometheus ?? prometheusName(definition),
    kind: definition.kind,
    unit: definition.unit ?? '',
    description: definition.description,
    labels: Object.freeze({ ...labels }),
    buckets: Object.freeze([...(definition.buckets ?? [])]),
    stability: definition.stability ?? 'stable',
    owner: definition.owner ?? owner,
    zero: definition.zero ?? startsAtZero,
    maxSeries: definition.maxSeries ?? Math.min(combinations(labels) + 1, defaultMaxSeries),
    replacedBy: definition.replacedBy,
    waive: Object.freeze([...(definition.waive ?? [])]),
  });
}

/** How many series the labels allow. */
function combinations(labels: Readonly<Record<string, LabelDefinition>>): number {
  return Object.values(labels).reduce(
    (product, label) => product * (isClosed(label) ? label.length : label.limit),
    1,
  );
}
