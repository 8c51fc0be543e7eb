import type { Aggregation } from '../../promql/expr.js';
import { printPromql } from '../../promql/print.js';
import type { Context } from '../check-query.js';
import { type Facts, factsOf } from '../facts.js';
import type { Problem } from '../finding.js';

/** Aggregations that turn good numbers into meaningless ones. */
export function checkAggregation(
  aggregation: Aggregation,
  { known, ancestors }: Context,
): Problem[] {
  const { operator, expr, from: at = 0 } = aggregation;
  const facts = factsOf(expr, known);
  const isDivided = ancestors.some((outer) => outer.type === 'binary' && outer.operator === '/');
  if (operator === 'avg' && facts.meaning === 'rate of sums' && !isDivided) {
    return [averageOfRates(aggregation, facts, at)];
  }
  const isMixed = ['quantile', 'mean', 'ratio'].includes(facts.meaning);
  if (isMixed && (operator === 'avg' || operator === 'sum')) {
    return [averageOfAverages(aggregation, facts, at)];
  }
  if (
    operator !== 'sum' &&
    operator !== 'count' &&
    operator !== 'group' &&
    facts.meaning === 'counter'
  ) {
    if (
      !['avg', 'min', 'max', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile'].includes(operator)
    )
      return [];
    return [
      {
        rule: 'raw-counter',
        message: `${operator} of a counter compares how long processes have been running.`,
        fix: `take its growth: ${operator}(rate(${printPromql(expr)}[5m])), or increase over a window.`,
        at,
      },
    ];
  }
  return [];
}

function averageOfRates({ grouping }: Aggregation, { series }: Facts, at: number): Problem {
  const family = series!.family;
  const by = grouping?.mode === 'by' ? ` by (${grouping.labels.join(', ')}) ` : '';
  return {
    rule: 'average-of-rates',
    message: `this is how many seconds are spent per second, averaged over series; it is no latency.`,
    fix: `divide: sum${by}(rate(${family}_sum[5m])) / sum${by}(rate(${family}_count[5m])).`,
    at,
  };
}

function averageOfAverages({ operator, grouping }: Aggregation, facts: Facts, at: number): Problem {
  const { meaning, series } = facts;
  const labels = grouping?.mode === 'by' ? grouping.labels : [];
  const by = labels.length === 0 ? ' ' : ` by (${labels.join(', ')}) `;
  const fixes = {
    quantile: `aggregate the buckets instead: histogram_quantile(q, sum by (${['le', ...labels].join(', ')}) (rate(${series?.family ?? 'x'}_bucket[5m]))); max is the worst of them.`,
    mean: `divide sums: sum${by}(rate(${series?.family ?? 'x'}_sum[5m])) / sum${by}(rate(${series?.family ?? 'x'}_count[5m])).`,
    ratio: `divide sums: sum${by}(part) / sum${by}(whole).`,
  };
  return {
    rule: 'average-of-averages',
    message: `${operator} of ${meaning}s weighs a series with one event like one with a thousand.`,
    fix: fixes[meaning as keyof typeof fixes],
    at,
  };
}
