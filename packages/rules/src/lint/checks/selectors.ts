import type { Aggregation, LabelMatcher, Selector } from '../../promql/expr.js';
import { quote } from '../../promql/string.js';
import type { Context } from '../check-query.js';
import { factsOf } from '../facts.js';
import type { Problem } from '../finding.js';
import { isBuiltIn, type KnownSeries, nearest } from '../known.js';
import { isVariable } from '../variables.js';

/** Whether the metric of a selector exists, and its labels and their values. */
export function checkSelector(selector: Selector, context: Context): Problem[] {
  const { metric, matchers, from: at = 0 } = selector;
  const { series, records } = context.known;
  if (metric === undefined) {
    const named = matchers.some(({ label }) => label === '__name__');
    const message = 'the selector names no metric, so it reads whatever has these labels.';
    const fix = 'write the metric in front of the braces.';
    return named ? [] : [{ rule: 'no-metric-name', message, fix, at }];
  }
  if (isVariable(metric) || isBuiltIn(metric) || records.has(metric)) return [];
  const known = series.get(metric);
  if (known === undefined) return [unknownFamily(metric, context, at)];
  const problems: Problem[] = [];
  if (known.part === 'histogram') {
    problems.push({
      rule: 'wrong-function',
      message: `${metric} is a histogram, and has no series of this name.`,
      fix: `use ${metric}_bucket, ${metric}_sum or ${metric}_count.`,
      at,
    });
  }
  if (known.metric.stability === 'deprecated') {
    problems.push({
      rule: 'deprecated-family',
      message: `${known.family} is deprecated and off unless asked for.`,
      fix: known.replacedBy ? `use ${known.replacedBy}.` : 'ask its owner what to use instead.',
      at,
    });
  }
  return [...problems, ...matchers.flatMap((matcher) => checkMatcher(matcher, known, metric))];
}

function unknownFamily(metric: string, { known }: Context, at: number): Problem {
  const near = nearest(metric, [...known.series.keys(), ...known.records.keys()]);
  return {
    rule: 'unknown-family',
    message: `no catalog has ${metric}, and no rule records it.`,
    fix: near === undefined ? 'declare it in a catalog, or remove the query.' : `use ${near}.`,
    at,
  };
}

function checkMatcher(matcher: LabelMatcher, series: KnownSeries, metric: string): Problem[] {
  const { label, operator, value, from: at = 0 } = matcher;
  if (isVariable(label) || series.targetLabels.has(label)) return [];
  if (!series.labels.has(label)) return [unknownLabel(label, series, metric, at)];
  const values = series.values.get(label);
  if (values === undefined || isVariable(value)) return [];
  const isPattern = operator === '=~' || operator === '!~';
  const isKnown = isPattern
    ? values.some(patternOf(value))
    : values.includes(value) || value === '';
  if (isKnown) return [];
  const near = nearest(value, values);
  return [
    {
      rule: 'unknown-value',
      message: `${label} of ${metric} is never ${quote(value)}.`,
      fix: `${near === undefined ? '' : `write ${quote(near)}; `}it is one of ${values.join(', ')}.`,
      at,
    },
  ];
}

function patternOf(value: string): (candidate: string) => boolean {
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return (candidate) => pattern.test(candidate);
  } catch {
    // RE2 knows what JavaScript does not, such as `(?i)`. Prometheus will say whether it is right.
    return () => true;
  }
}

function unknownLabel(label: string, series: KnownSeries, metric: string, at: number): Problem {
  const near = nearest(label, [...series.labels, ...series.targetLabels]);
  const all = [...series.labels, ...series.targetLabels].join(', ');
  return {
    rule: 'unknown-label',
    message: `${metric} has no label ${label}.`,
    fix: near === undefined ? `it has ${all}.` : `write ${near}; it has ${all}.`,
    at,
  };
}

/** Whether the series that are aggregated have the labels they are grouped by. */
export function checkGrouping(aggregation: Aggregation, { known }: Context): Problem[] {
  const { grouping, expr } = aggregation;
  if (grouping === undefined) return [];
  const { labels, isScraped, series } = factsOf(expr, known);
  if (labels === undefined) return [];
  const all = new Set([
    ...labels,
    ...(isScraped ? (series?.targetLabels ?? ['job', 'instance']) : []),
  ]);
  return grouping.labels
    .filter((label) => !all.has(label) && !isVariable(label))
    .map((label) => {
      const near = nearest(label, all);
      const list = [...all].join(', ') || 'none';
      return {
        rule: 'unknown-label' as const,
        message: `${grouping.mode} (${label}): the series have no label ${label}.`,
        fix: near === undefined ? `they have ${list}.` : `write ${near}; they have ${list}.`,
        at: grouping.from ?? 0,
      };
    });
}
