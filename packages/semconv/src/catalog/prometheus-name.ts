import type { MetricKind } from './metric.js';
import { perUnitWord, unitWord } from './unit.js';

/**
 * The name under which Prometheus shows a metric, by the translation rules of OpenTelemetry:
 * characters that Prometheus' classic names lack become `_`, the unit's word is appended, `_total`
 * on monotonic sums, `_ratio` on gauges of unit `1`; a suffix that is there already is not repeated.
 *
 * @param metric.name OpenTelemetry name; not checked here.
 * @param metric.unit UCUM unit; annotations in braces are dropped.
 * Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics.md, "Metric Metadata".
 */
export function prometheusName(metric: { name: string; kind: MetricKind; unit?: string }): string {
  const tokens = metric.name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  const unit = (metric.unit ?? '').replace(/\{[^}]*\}/g, '').trim();
  const [main = '', per = ''] = unit.split('/', 2).map((part) => part.trim());
  const isCounter = metric.kind === 'counter' || metric.kind === 'observablecounter';

  const withoutTotal = isCounter ? tokens.filter((token) => token !== 'total') : tokens;
  const mainWord = main === '1' ? '' : unitWord(main);
  if (mainWord !== '' && !withoutTotal.includes(mainWord)) withoutTotal.push(mainWord);
  if (per !== '' && !withoutTotal.includes(perUnitWord(per))) {
    withoutTotal.push('per', perUnitWord(per));
  }
  if (isCounter) withoutTotal.push('total');
  if (unit === '1' && metric.kind.endsWith('gauge') && !withoutTotal.includes('ratio')) {
    withoutTotal.push('ratio');
  }
  const name = withoutTotal.join('_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
