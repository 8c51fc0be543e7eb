import { type Catalog, type CompleteMetric, http, process, self } from '@obs/semconv';
import type { Expr } from '../promql/expr.js';
import { exposed } from '../queries/select.js';
import type { System } from '../system/system.js';

/** What a name stands for in a query. */
export type Part = 'counter' | 'level' | 'bucket' | 'sum' | 'count' | 'histogram';

/** The series of a name, as far as catalogs know them. */
export interface KnownSeries {
  readonly part: Part;
  readonly family: string;
  readonly metric: CompleteMetric;
  /** Labels of the family, `le` of buckets included. */
  readonly labels: ReadonlySet<string>;
  /** Labels that its targets give it. */
  readonly targetLabels: ReadonlySet<string>;
  /** The values of labels that have no others. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The family that takes its place. */
  readonly replacedBy: string | undefined;
}

/** A series that a rule records; its facts follow from its expression. */
export interface KnownRecord {
  readonly expr: Expr;
  readonly labels: readonly string[];
}

export interface Known {
  readonly series: ReadonlyMap<string, KnownSeries>;
  readonly records: ReadonlyMap<string, KnownRecord>;
  readonly scrapeSeconds: number;
}

/** What any service may expose under `@obs/auto`, whatever its own catalog. */
const ofAnyService: readonly Catalog[] = [self, process, http];

/** Labels of every scraped series. */
const scraped = ['job', 'instance'];

/**
 * What series there are: those of the catalogs of the systems, and of further catalogs.
 *
 * @param more labels that targets have besides those of the systems' jobs
 */
export function knownSeries(
  systems: readonly System[],
  catalogs: readonly Catalog[],
  more: readonly string[] = [],
): Map<string, KnownSeries> {
  const known = new Map<string, KnownSeries>();
  const described = new Set(systems.flatMap((system) => system.catalogs));
  for (const system of systems) {
    const labels = system.jobs.flatMap((job) => Object.keys(job.labels ?? {}));
    const ofTargets = [...scraped, ...labels, ...Object.keys(system.externalLabels), ...more];
    for (const catalog of [...system.catalogs, ...ofAnyService]) {
      addCatalog(known, catalog, ofTargets);
    }
  }
  for (const catalog of catalogs) {
    if (!described.has(catalog)) addCatalog(known, catalog, [...scraped, ...more]);
  }
  return known;
}

function addCatalog(
  known: Map<string, KnownSeries>,
  { metrics }: Catalog,
  targetLabels: readonly string[],
): void {
  const families = metrics as Readonly<Record<string, CompleteMetric>>;
  for (const metric of Object.values(families)) {
    const replacement = metric.replacedBy === undefined ? undefined : families[metric.replacedBy];
    for (const [name, part] of partsOf(metric)) {
      const own = Object.keys(metric.labels).map(exposed);
      const earlier = known.get(name);
      known.set(name, {
        part,
        family: metric.prometheus,
        metric,
        labels: new Set(part === 'bucket' ? [...own, 'le'] : own),
        // The same family may be exposed by several systems.
        targetLabels: new Set([...targetLabels, ...(earlier?.targetLabels ?? [])]),
        values: closedValues(metric),
        replacedBy: replacement?.prometheus,
      });
    }
  }
}

function partsOf({ kind, prometheus }: CompleteMetric): [string, Part][] {
  if (kind === 'histogram') {
    return [
      [prometheus, 'histogram'],
      [`${prometheus}_bucket`, 'bucket'],
      [`${prometheus}_sum`, 'sum'],
      [`${prometheus}_count`, 'count'],
    ];
  }
  return [[prometheus, kind === 'counter' || kind === 'observablecounter' ? 'counter' : 'level']];
}

function closedValues({ labels }: CompleteMetric): Map<string, readonly string[]> {
  const closed = Object.entries(labels).filter(([, label]) => Array.isArray(label));
  return new Map(closed.map(([key, label]) => [exposed(key), label as readonly string[]]));
}

/**
 * Metrics that Prometheus, Alertmanager and the OpenTelemetry SDK make themselves. Nothing is known of
 * their labels.
 */
export function isBuiltIn(name: string): boolean {
  return (
    ['up', 'ALERTS', 'ALERTS_FOR_STATE', 'target_info', 'otel_scope_info'].includes(name) ||
    /^(scrape|prometheus|alertmanager|net_conntrack|promhttp|go)_/.test(name)
  );
}

/** The name that is nearest to a wrong one; undefined when none is near. */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wrong.length / 5)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= least + 6) continue;
    const isWordOff = name.startsWith(`${wrong}_`) || wrong.startsWith(`${name}_`);
    const distance = isWordOff ? 1 : editDistance(wrong, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
