import { bare, type Call, type RangeSelector, type Subquery } from '../../promql/expr.js';
import { secondsOf } from '../../promql/parse.js';
import { printPromql } from '../../promql/print.js';
import type { Context } from '../check-query.js';
import { type Facts, factsOf } from '../facts.js';
import type { Problem } from '../finding.js';

const forCounters: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets']);
const forLevels: ReadonlySet<string> = new Set([
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'sum_over_time',
  'quantile_over_time',
  'stddev_over_time',
]);

/** Whether a function is one for what it is given. */
export function checkCall(call: Call, context: Context): Problem[] {
  const { name, args, from: at = 0 } = call;
  if (name === 'histogram_quantile') return checkQuantile(call, context);
  const first = args[0];
  if (first === undefined) return [];
  const facts = factsOf(first, context.known);
  if (forCounters.has(name)) return checkRate(call, facts, context);
  if (forLevels.has(name) && (facts.meaning === 'counter' || facts.meaning === 'buckets')) {
    return [
      {
        rule: 'wrong-function',
        message: `${name} of ${nameOf(facts)}, which is a counter: it starts again at 0 with its process.`,
        fix: `use increase(${printPromql(first)}), or rate for a value per second.`,
        at,
      },
    ];
  }
  return [];
}

function checkRate(call: Call, facts: Facts, { known }: Context): Problem[] {
  const { name, args, from: at = 0 } = call;
  const argument = bare(args[0]!);
  if (argument.type === 'subquery') {
    const inner = bare(argument.expr);
    if (inner.type === 'aggregation' && facts.meaning === 'counter') {
      const summed = printPromql(inner.expr);
      return [
        {
          rule: 'rate-after-sum',
          message: `${name} of a sum: when one process starts again, the sum falls and the answer jumps.`,
          fix: `first ${name}, then ${inner.operator}: ${inner.operator}(${name}(${summed}[${argument.range}])).`,
          at,
        },
      ];
    }
  }
  if (facts.meaning === 'level') {
    return [
      {
        rule: 'wrong-function',
        message: `${name} of ${nameOf(facts)}, which is a gauge and goes down, too.`,
        fix:
          name === 'resets'
            ? 'use changes.'
            : 'use its value, avg_over_time, or delta for how much it changed.',
        at,
      },
    ];
  }
  const isRate = ['rate', 'rate of sums', 'rate of counts', 'ratio', 'mean', 'quantile'];
  if (isRate.includes(facts.meaning) && argument.type === 'range') {
    const inner = bare(argument.expr);
    const isRecorded = inner.type === 'selector' && known.records.has(inner.metric ?? '');
    if (isRecorded) {
      return [
        {
          rule: 'wrong-function',
          message: `${name} of ${printPromql(inner)}, which is recorded as a ${facts.meaning} already.`,
          fix: 'use it as it is, or avg_over_time for a longer window.',
          at,
        },
      ];
    }
  }
  return [];
}

function checkQuantile(call: Call, { known }: Context): Problem[] {
  const { args, from: at = 0 } = call;
  const argument = args[1];
  if (argument === undefined) return [];
  const facts = factsOf(argument, known);
  const { meaning, labels, isScraped, isAggregated, series } = facts;
  if (series === undefined) return [];
  if (
    series.part === 'sum' ||
    series.part === 'count' ||
    series.part === 'counter' ||
    series.part === 'level'
  ) {
    const isHistogram = series.metric.kind === 'histogram';
    return [
      {
        rule: 'wrong-function',
        message: `histogram_quantile of ${nameOf(facts)}, which has no buckets.`,
        fix: isHistogram
          ? `use ${series.family}_bucket.`
          : 'use a histogram, or quantile over its series.',
        at,
      },
    ];
  }
  const family = `${series.family}_bucket`;
  const kept = [...(labels ?? [])].filter((label) => label !== 'le');
  const by = ['le', ...(isScraped ? [] : kept)].join(', ');
  const right = `histogram_quantile(${printPromql(args[0]!)}, sum by (${by}) (rate(${family}[5m])))`;
  if (labels !== undefined && !labels.has('le')) {
    return [
      {
        rule: 'quantile-without-le',
        message: `the buckets of ${series.family} were added up without le, so there is no quantile.`,
        fix: `keep le: ${right}.`,
        at,
      },
    ];
  }
  if (meaning === 'buckets') {
    return [
      {
        rule: 'quantile-of-totals',
        message: `${family} counts since the start of each process; the quantile hardly ever moves.`,
        fix: `take the rate of a window: ${right}.`,
        at,
      },
    ];
  }
  if (!isAggregated) {
    return [
      {
        rule: 'quantile-per-series',
        message:
          'each series of each process gets a quantile of its own, and they cannot be put together later.',
        fix: `add the buckets up, by le and the labels that matter: ${right}.`,
        at,
      },
    ];
  }
  return [];
}

/** Whether a range holds enough scrapes. */
export function checkRange(range: RangeSelector | Subquery, { known }: Context): Problem[] {
  if (range.type === 'subquery') return [];
  const seconds = secondsOf(range.range);
  const least = 4 * known.scrapeSeconds;
  if (seconds === undefined || seconds >= least) return [];
  return [
    {
      rule: 'range-too-short',
      message: `[${range.range}] holds less than four scrapes, which are ${known.scrapeSeconds} s apart: after a failed one there is no answer.`,
      fix: `use [${least % 60 === 0 ? `${least / 60}m` : `${least}s`}] or more.`,
      at: range.from ?? 0,
    },
  ];
}

function nameOf({ series }: Facts): string {
  if (series === undefined) return 'this';
  const parts = { bucket: '_bucket', sum: '_sum', count: '_count' } as const;
  const suffix = series.part in parts ? parts[series.part as keyof typeof parts] : '';
  return `${series.family}${suffix}`;
}
