/** Every rule with what it finds; the README has the same list, and a test holds the two together. */
export const lintRules = {
  syntax: 'a text that is no PromQL',
  'no-metric-name': 'a selector that names no metric, and so reads whatever has these labels',
  'unknown-family': 'a metric that no catalog has and no rule records',
  'deprecated-family': 'a family that is off unless asked for',
  'unknown-label': 'a label that the series do not have',
  'unknown-value': 'a value that the label never has',
  'wrong-function': 'a function for another kind of metric: rate of a gauge, delta of a counter',
  'raw-counter': 'a counter since the start of its process, where its growth is meant',
  'rate-after-sum': 'the rate of a sum, which a restart of one process breaks',
  'range-too-short': 'a range of less than four scrapes, which one failed scrape empties',
  'quantile-without-le': 'a quantile of buckets that were added up without le: no answer',
  'quantile-per-series': 'a quantile of each series of each process instead of one of all of them',
  'quantile-of-totals': 'a quantile of everything since the start instead of a window',
  'ratio-always-one': 'a division of series by themselves: always 1',
  'label-sets-differ': 'two sides whose label sets never agree: no answer',
  'average-of-rates': 'a mean of seconds spent per second, taken for a latency',
  'average-of-averages': 'a mean of quantiles, means or ratios, which is none of the whole',
  'unit-mismatch': 'seconds beside milliseconds or bytes, or a panel in another unit',
  'unreachable-threshold': 'a comparison that is never true: 2000 for seconds, 5 for a ratio',
  'alert-labels': 'an alert without a severity of page or ticket',
  'alert-annotations': 'an alert without a summary or a link to a runbook',
  'record-name': 'a recorded series that is not named level:metric:operations',
  'name-total': '_total on what is no counter, or a counter without it',
  'name-unit': 'a unit that is no base unit, or abbreviated',
  'name-type': 'the type of the metric in its name',
  'name-case': 'a name in camelCase',
  'name-reserved': '_bucket, _count or _sum on what is no histogram',
  'no-help': 'a metric without HELP',
  'unused-waiver': 'a waiver that nothing needs, or of a rule that does not exist',
} as const;

export type LintRule = keyof typeof lintRules;

export function isLintRule(name: string): name is LintRule {
  return Object.hasOwn(lintRules, name);
}
