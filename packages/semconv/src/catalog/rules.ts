import { isCounter, prometheusName } from '@obs/prometheus-names';
import { CatalogError } from '../errors.js';
import type { CompleteMetric } from './catalog.js';
import { shown } from './field-rules.js';
import { isClosed, type LabelDefinition } from './label.js';
import { checkLabels } from './label-rules.js';
import type { MetricDefinition } from './metric.js';

const kinds: readonly string[] = [
  'counter',
  'updowncounter',
  'gauge',
  'histogram',
  'observablecounter',
  'observableupdowncounter',
  'observablegauge',
];
const stabilities: readonly string[] = ['stable', 'experimental', 'deprecated'];

/** Throws a CatalogError on the first rule that one definition breaks. */
export function checkMetric(where: string, metric: MetricDefinition): void {
  checkWords(where, metric);
  checkName(where, metric);
  checkBuckets(where, metric);
  checkLabels(where, metric.labels ?? {});
  const { maxSeries } = metric;
  if (maxSeries !== undefined && !(Number.isInteger(maxSeries) && maxSeries >= 2)) {
    throw new CatalogError(
      'OBS_CATALOG_MAX_SERIES',
      where,
      `maxSeries is ${shown(maxSeries)}.`,
      'Give a whole number of at least 2 (one series and the overflow series), or leave it out.',
    );
  }
}

function checkWords(where: string, metric: MetricDefinition): void {
  if (!kinds.includes(metric.kind)) {
    throw new CatalogError(
      'OBS_CATALOG_KIND',
      where,
      `${shown(metric.kind)} is not a kind.`,
      `Use one of ${kinds.join(', ')}.`,
    );
  }
  if (metric.stability !== undefined && !stabilities.includes(metric.stability)) {
    throw new CatalogError(
      'OBS_CATALOG_STABILITY',
      where,
      `${shown(metric.stability)} is not a stability.`,
      `Use one of ${stabilities.join(', ')}.`,
    );
  }
  if (typeof metric.description !== 'string' || metric.description.trim() === '') {
    throw new CatalogError(
      'OBS_CATALOG_DESCRIPTION',
      where,
      'there is no description.',
      'Write one sentence that says what is counted or measured: it becomes the HELP text.',
    );
  }
}

function checkName(where: string, metric: MetricDefinition): void {
  // OpenTelemetry specification, metrics/api.md, "Instrument name syntax".
  if (typeof metric.name !== 'string' || !/^[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/.test(metric.name)) {
    throw new CatalogError(
      'OBS_CATALOG_NAME',
      where,
      `${shown(metric.name)} is not an OpenTelemetry instrument name.`,
      'Start with a letter and use letters, digits, ".", "_", "-" and "/", at most 255 characters.',
    );
  }
  if (isCounter(metric.kind) && metric.name.split(/[._\-/]/).includes('total')) {
    throw new CatalogError(
      'OBS_CATALOG_NAME_TOTAL',
      where,
      `the counter's OpenTelemetry name "${metric.name}" contains "total".`,
      'Leave it out: the Prometheus name gets its "_total" by translation.',
    );
  }
  if (
    metric.unit !== undefined &&
    !(typeof metric.unit === 'string' && /^[\x21-\x7e]{0,63}$/.test(metric.unit))
  ) {
    throw new CatalogError(
      'OBS_CATALOG_UNIT',
      where,
      `${shown(metric.unit)} is not a unit.`,
      'Use a UCUM unit such as "s" or "By", or an annotation such as "{request}".',
    );
  }
  const derived = prometheusName(metric);
  if (metric.prometheus !== undefined && metric.prometheus !== derived) {
    throw new CatalogError(
      'OBS_CATALOG_PROMETHEUS_NAME',
      where,
      `it is exposed as "${derived}", not as "${metric.prometheus}".`,
      'Change the OpenTelemetry name or the unit until the two agree, or correct `prometheus`.',
    );
  }
}

function checkBuckets(where: string, metric: MetricDefinition): void {
  const { buckets } = metric;
  if (metric.kind !== 'histogram') {
    if (buckets === undefined) return;
    throw new CatalogError(
      'OBS_CATALOG_BUCKETS',
      where,
      `a ${metric.kind} has no buckets.`,
      'Remove `buckets`, or make it a histogram.',
    );
  }
  if (buckets === undefined || buckets.length === 0) {
    throw new CatalogError(
      'OBS_CATALOG_BUCKETS',
      where,
      'the histogram has no buckets.',
      `List its upper bounds in "${metric.unit ?? ''}", ascending.`,
    );
  }
  [...buckets].forEach((bound: unknown, index) => {
    const previous = index === 0 ? Number.NEGATIVE_INFINITY : (buckets[index - 1] as number);
    const isNumber = typeof bound === 'number';
    if (isNumber && Number.isFinite(bound) && bound > previous) return;
    const mistake = isNumber ? 'does not ascend' : 'is no number';
    throw new CatalogError(
      'OBS_CATALOG_BUCKETS',
      where,
      `bound ${shown(bound)} at position ${index + 1} ${mistake}.`,
      'Sort the bounds, numbers without duplicates and without infinity (that bucket is always there).',
    );
  });
  checkSeconds(where, metric, buckets);
}

/**
 * Durations are seconds. A bound of 100 or more that is no whole number of minutes (250, 1000) is a
 * millisecond in disguise far more often than a long duration, which people write as 120 or 3600.
 */
function checkSeconds(where: string, metric: MetricDefinition, buckets: readonly number[]): void {
  const large = buckets.filter((bound) => bound >= 100);
  const odd = large.filter((bound) => bound % 60 !== 0);
  const looksLikeMilliseconds =
    metric.unit === 's' &&
    odd.length * 2 > large.length &&
    !metric.waive?.includes('millisecond-like-buckets');
  if (metric.unit !== 'ms' && !looksLikeMilliseconds) return;
  throw new CatalogError(
    'OBS_CATALOG_MILLISECONDS',
    where,
    metric.unit === 'ms'
      ? 'a histogram of milliseconds.'
      : `bounds such as ${odd[0]} in a histogram of seconds look like milliseconds.`,
    'Declare unit "s", divide bounds and values by 1000, or waive: ["millisecond-like-buckets"].',
  );
}

/**
 * The names that a family takes: its series, and for a counter the name without `_total`, under
 * which OpenMetrics declares it.
 */
function takenNames(metric: CompleteMetric): string[] {
  const { prometheus } = metric;
  if (isCounter(metric.kind)) return [prometheus, prometheus.slice(0, -'_total'.length)];
  if (metric.kind !== 'histogram') return [prometheus];
  return [prometheus, `${prometheus}_bucket`, `${prometheus}_count`, `${prometheus}_sum`];
}

/** Throws when the domain is no name. */
export function checkDomain(domain: string): void {
  if (typeof domain === 'string' && /^[a-z][a-z0-9-]*$/.test(domain)) return;
  throw new CatalogError(
    'OBS_CATALOG_DOMAIN',
    'defineCatalog',
    `${shown(domain)} is not a domain.`,
    'Give one lower-case word; letters, digits and "-", starting with a letter.',
  );
}

/**
 * Throws when the closed labels alone have more combinations than the family may have series: they
 * would exist at zero from the start, and fill the memory or the limit.
 */
export function checkZeroSeries(
  where: string,
  labels: Readonly<Record<string, LabelDefinition>>,
  maxSeries: number,
): void {
  const closed = Object.values(labels).filter(isClosed);
  const count = closed.reduce((product, { length }) => product * length, 1);
  if (count < maxSeries) return;
  throw new CatalogError(
    'OBS_CATALOG_MAX_SERIES',
    where,
    `its closed labels have ${count} combinations, one process may record ${maxSeries} series.`,
    'Use fewer labels, raise maxSeries, or write zero: false so that only those exist that occur.',
  );
}

/** Throws when two families of one catalog would share a name, or a replacement is unknown. */
export function checkCatalog(
  domain: string,
  metrics: Readonly<Record<string, CompleteMetric>>,
): void {
  // OpenTelemetry specification, metrics/api.md: instrument names are case-insensitive.
  const instruments = new Map<string, string>();
  const exposed = new Map<string, string>();
  for (const [key, metric] of Object.entries(metrics)) {
    const where = `${domain}.${key}`;
    const other = instruments.get(metric.name.toLowerCase());
    if (other !== undefined) throw duplicate(where, metric.name, `declared as ${domain}.${other}`);
    instruments.set(metric.name.toLowerCase(), key);
    for (const name of takenNames(metric)) {
      const taker = exposed.get(name);
      if (taker !== undefined) throw duplicate(where, name, `exposed by ${domain}.${taker}`);
      exposed.set(name, key);
    }
    if (metric.replacedBy !== undefined && !Object.hasOwn(metrics, metric.replacedBy)) {
      throw new CatalogError(
        'OBS_CATALOG_REPLACED_BY',
        where,
        `replacedBy names "${metric.replacedBy}", which this catalog does not have.`,
        'Name the key of the metric that takes its place.',
      );
    }
  }
}

function duplicate(where: string, name: string, how: string): CatalogError {
  return new CatalogError(
    'OBS_CATALOG_DUPLICATE',
    where,
    `"${name}" is already ${how}.`,
    'Give one of them another name, or remove it.',
  );
}
