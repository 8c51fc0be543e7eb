import type { MetricKind } from '@obs/prometheus-names';
import { completeAll, completeMetric } from './complete.js';
import { checkInput } from './field-rules.js';
import type { LabelDefinition } from './label.js';
import type { MetricDefinition, RuleWaiver, Stability } from './metric.js';
import { checkCatalog, checkDomain } from './rules.js';

/** What {@link defineCatalog} takes. */
export interface CatalogInput {
  /** One lower-case word: the domain, `jeeves`. */
  readonly domain: string;
  /** Who answers for the metrics that name no owner. */
  readonly owner: string;
  /** Families by a key that the program uses (`pipelineDuration`). */
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}

/** A family with everything filled in that a definition may leave out. */
export interface CompleteMetric<
  Kind extends MetricKind = MetricKind,
  Labels extends Readonly<Record<string, LabelDefinition>> = Readonly<
    Record<string, LabelDefinition>
  >,
> {
  readonly name: string;
  readonly prometheus: string;
  readonly kind: Kind;
  readonly unit: string;
  readonly description: string;
  readonly labels: Labels;
  readonly buckets: readonly number[];
  readonly stability: Stability;
  readonly owner: string;
  readonly zero: boolean;
  readonly maxSeries: number;
  readonly replacedBy: string | undefined;
  readonly waive: readonly RuleWaiver[];
}

type NoLabels = Readonly<Record<never, never>>;

/** The complete families of a catalog's input, with kind and labels as precise as they were written. */
export type MetricsOf<M extends Readonly<Record<string, MetricDefinition>>> = {
  readonly [K in keyof M]: CompleteMetric<
    M[K]['kind'],
    M[K]['labels'] extends Readonly<Record<string, LabelDefinition>> ? M[K]['labels'] : NoLabels
  >;
};

/** A checked catalog, frozen down to the values of its labels. */
export interface Catalog<
  M extends Readonly<Record<string, MetricDefinition>> = Readonly<Record<string, MetricDefinition>>,
> {
  readonly domain: string;
  readonly owner: string;
  readonly metrics: MetricsOf<M>;
}

/**
 * Declares the metrics of a domain. What it returns is data with precise types: `instruments()` of
 * `@obs/core` makes typed instruments from it, rules and documentation are generated from it.
 *
 * @param input families by key; see {@link MetricDefinition} for each field.
 * @throws CatalogError on the first wrong declaration, with the way out in its message: a reserved
 *   or colliding label, `total` in a counter's name, milliseconds in a histogram of seconds, bounds
 *   that do not ascend, two families with one Prometheus name, a stated Prometheus name that does
 *   not follow from name and unit, a field that nobody knows.
 * Cost: linear in the number of families; meant for module level.
 */
export function defineCatalog<const M extends Readonly<Record<string, MetricDefinition>>>(
  input: CatalogInput & { readonly metrics: M },
): Catalog<M> {
  checkInput(input);
  checkDomain(input.domain);
  const { domain, owner } = input;
  const metrics = completeAll(input.metrics, (key, definition) =>
    completeMetric(`${domain}.${key}`, definition, owner),
  );
  checkCatalog(domain, metrics);
  return Object.freeze({ domain, owner, metrics });
}
