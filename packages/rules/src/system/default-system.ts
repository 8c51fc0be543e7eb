import type { Catalog, CompleteMetric } from '@obs/semconv';
import { dashboardOf } from '../dashboards/default-dashboard.js';
import { type Condition, exposed, type Family, matches } from '../queries/select.js';
import type { RuleSet } from '../rules/rule-set.js';
import { errorRatio, latency } from '../rules/signals.js';
import { defineSystem, type System } from './system.js';

/** Values of labels that say that something went wrong. */
const failures: readonly string[] = ['error', 'failed', 'failure', 'Failed', 'Error', 'Failure'];
const statusLabels: readonly string[] = ['status_code', 'http_response_status_code'];

/**
 * The system of a catalog that nobody has described: one job that is named after the domain and
 * scraped at `<domain>:9464`, where `@obs/core` serves. An alert for the part of errors of each
 * counter with a label value such as `error` or `failed`, or with a `status_code`; one for the p99 of
 * each histogram whose name ends with `request.duration`; a dashboard with a panel for each family.
 */
export function systemOf(catalog: Catalog): System {
  const { domain } = catalog;
  const metrics = Object.values(catalog.metrics) as CompleteMetric[];
  const witness = metrics.find(existsFromStart);
  return defineSystem({
    name: domain,
    title: domain,
    description: `The families of the catalog "${domain}".`,
    catalogs: [catalog],
    jobs: [{ name: domain, target: `${domain}:9464`, ...(witness ? { witness } : {}) }],
    rules: metrics
      .filter(({ stability }) => stability !== 'deprecated')
      .flatMap((family) => [...errorsOf(family), ...latencyOf(family)]),
    dashboards: (objectives) => [dashboardOf(catalog, domain, objectives)],
  });
}

/** Whether its series are there at zero before anything happened. */
export function existsFromStart({ zero, labels }: Family): boolean {
  return (
    zero &&
    Object.values(labels as CompleteMetric['labels']).every(
      (label) => Array.isArray(label) || (label as { default?: string }).default !== undefined,
    )
  );
}

function errorsOf(family: Family): RuleSet[] {
  if (family.kind !== 'counter' && family.kind !== 'observablecounter') return [];
  const errors: Record<string, string | Condition> = {};
  for (const [key, values] of Object.entries(family.labels as CompleteMetric['labels'])) {
    const label = exposed(key);
    if (statusLabels.includes(label)) errors[label] = matches('5..');
    const bad = Array.isArray(values) ? values.filter((value) => failures.includes(value)) : [];
    if (bad.length > 0) errors[label] = matches(bad.join('|'));
  }
  const [first] = Object.entries(errors);
  if (first === undefined) return [];
  return [
    errorRatio({
      alert: `${camel(family.prometheus.replace(/_total$/, ''))}ErrorRatioHigh`,
      subject: family.prometheus,
      of: family,
      errors: Object.fromEntries([first]),
      severity: 'page',
    }),
  ];
}

function latencyOf(family: Family): RuleSet[] {
  if (family.kind !== 'histogram' || family.unit !== 's') return [];
  if (!family.name.endsWith('request.duration')) return [];
  return [
    latency({
      alert: `${camel(family.prometheus.replace(/_duration_seconds$/, ''))}LatencyHigh`,
      subject: family.prometheus,
      of: family,
      severity: 'ticket',
    }),
  ];
}

function camel(name: string): string {
  return name.replace(/(^|_)([a-z0-9])/g, (_, _line, letter: string) => letter.toUpperCase());
}
