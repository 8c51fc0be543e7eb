import type { MetricKind } from './metric.js';
import { unitWords } from './unit.js';

/**
 * The name under which Prometheus shows a metric, by the translation rules of OpenTelemetry:
 * characters that Prometheus' classic names lack become `_`, the unit's words are appended, then
 * `_total` on monotonic sums and `_ratio` on gauges of unit `1`. A unit that the name contains is
 * not repeated; `total` and `ratio` move to the end. A histogram's name comes without `_bucket`.
 *
 * @param metric.name OpenTelemetry name; not checked here. One without a letter or digit gives ''.
 * @param metric.unit UCUM unit; a part with an annotation in braces has no word.
 * Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics.md, "Metric
 * Metadata"; where that is silent, what Prometheus does with OTLP (its otlptranslator).
 */
export function prometheusName(metric: { name: string; kind: MetricKind; unit?: string }): string {
  const unit = metric.unit ?? '';
  let tokens = metric.name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  const { main, per } = unitWords(unit);
  const containsPer = `_${tokens.join('_')}_`.includes(`_${per}_`);
  if (main !== '' && !tokens.includes(main)) tokens.push(main);
  if (per !== '' && !containsPer) tokens.push(per);
  if (isCounter(metric.kind)) tokens = withLast(tokens, 'total');
  if (unit === '1' && isGauge(metric.kind)) tokens = withLast(tokens, 'ratio');
  const name = tokens.join('_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** True for sums that never go down, which Prometheus calls counters. */
export function isCounter(kind: MetricKind): boolean {
  return kind === 'counter' || kind === 'observablecounter';
}

/** True for OpenTelemetry's gauges; up-down counters are gauges to Prometheus only. */
function isGauge(kind: MetricKind): boolean {
  return kind === 'gauge' || kind === 'observablegauge';
}

function withLast(tokens: readonly string[], word: string): string[] {
  return [...tokens.filter((token) => token !== word), word];
}
