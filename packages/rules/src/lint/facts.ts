// Above 200 lines because it is one recursive description: what each construct of PromQL makes of what
// is inside it.
import { type Aggregation, type Binary, bare, type Call, type Expr } from '../promql/expr.js';
import { isBuiltIn, type Known, type KnownSeries } from './known.js';

/** What the numbers of an expression are. */
export type Meaning =
  | 'counter'
  | 'buckets'
  | 'level'
  | 'rate'
  | 'rate of buckets'
  | 'rate of sums'
  | 'rate of counts'
  | 'quantile'
  | 'mean'
  | 'ratio'
  | 'number'
  | 'unknown';

/** What is known of the answer to an expression. */
export interface Facts {
  readonly meaning: Meaning;
  /** Labels of each series; undefined when nothing is known of them. */
  readonly labels: ReadonlySet<string> | undefined;
  /** True for series as they were scraped, which have the labels of their target besides. */
  readonly isScraped: boolean;
  /** True once series were added up, also `without` a label. */
  readonly isAggregated: boolean;
  /** `s`, `ms`, `By`, `1` for a ratio, `%`, `.../s` for a rate; undefined when not known. */
  readonly unit: string | undefined;
  /** What it was read from; undefined when that is several families or none. */
  readonly series: KnownSeries | undefined;
}

const nothing: Facts = {
  meaning: 'unknown',
  labels: undefined,
  isScraped: false,
  isAggregated: false,
  unit: undefined,
  series: undefined,
};

/** Works out what an expression answers. Never throws; what is not known is left open. */
export function factsOf(expr: Expr, known: Known): Facts {
  switch (expr.type) {
    case 'number':
      return { ...nothing, meaning: 'number', labels: new Set() };
    case 'string':
      return nothing;
    case 'selector':
      return selectorFacts(expr.metric, known);
    case 'range':
    case 'subquery':
    case 'modified':
    case 'paren':
      return factsOf(expr.expr, known);
    case 'unary':
      return { ...factsOf(expr.expr, known), meaning: 'unknown' };
    case 'call':
      return callFacts(expr, known);
    case 'aggregation':
      return aggregationFacts(expr, known);
    case 'binary':
      return binaryFacts(expr, known);
  }
}

function selectorFacts(metric: string | undefined, known: Known): Facts {
  if (metric === undefined || isBuiltIn(metric)) return nothing;
  const record = known.records.get(metric);
  if (record !== undefined) {
    const rest = new Map(known.records);
    // A rule that reads itself would never end.
    rest.delete(metric);
    const facts = factsOf(record.expr, { ...known, records: rest });
    const labels = facts.labels && new Set([...facts.labels, ...record.labels]);
    return { ...facts, labels };
  }
  const series = known.series.get(metric);
  if (series === undefined) return nothing;
  const meanings = {
    counter: 'counter',
    level: 'level',
    bucket: 'buckets',
    sum: 'counter',
    count: 'counter',
    histogram: 'unknown',
  } as const;
  return {
    meaning: meanings[series.part],
    labels: series.labels,
    isScraped: true,
    isAggregated: false,
    unit: series.part === 'count' || series.part === 'bucket' ? '{event}' : unitOf(series),
    series,
  };
}

function unitOf({ metric }: KnownSeries): string | undefined {
  return metric.unit === '' ? undefined : metric.unit;
}

const perSecond: ReadonlySet<string> = new Set(['rate', 'irate']);
const overTime = /_over_time$/;

function callFacts(expr: Call, known: Known): Facts {
  const { name, args } = expr;
  const last = args.at(-1);
  if (last === undefined) return name === 'time' ? { ...nothing, unit: 's' } : nothing;
  const inner = factsOf(name === 'histogram_quantile' ? last : args[0]!, known);
  if (perSecond.has(name) || name === 'increase') {
    const unit = name === 'increase' ? inner.unit : inner.unit && `${inner.unit}/s`;
    return { ...inner, meaning: rateMeaning(inner), unit };
  }
  if (name === 'histogram_quantile') {
    const labels = inner.labels && new Set([...inner.labels].filter((label) => label !== 'le'));
    const unit = inner.series && unitOf(inner.series);
    return { ...inner, meaning: 'quantile', labels, unit };
  }
  if (name === 'max_over_time' || name === 'min_over_time' || name === 'last_over_time')
    return inner;
  if (overTime.test(name)) {
    const keeps = name === 'avg_over_time' || name === 'quantile_over_time';
    return { ...inner, ...(keeps ? {} : { meaning: 'unknown', unit: undefined }) };
  }
  if (
    ['abs', 'ceil', 'floor', 'round', 'sort', 'sort_desc', 'clamp_min', 'clamp_max'].includes(name)
  ) {
    return inner;
  }
  if (name === 'scalar' || name === 'vector')
    return { ...inner, labels: new Set(), isScraped: false };
  return nothing;
}

function rateMeaning({ meaning, series }: Facts): Meaning {
  if (meaning === 'buckets') return 'rate of buckets';
  if (series?.part === 'sum') return 'rate of sums';
  if (series?.part === 'count') return 'rate of counts';
  return 'rate';
}

const selecting: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

function aggregationFacts({ operator, grouping, expr }: Aggregation, known: Known): Facts {
  const inner = factsOf(expr, known);
  if (selecting.has(operator)) return inner;
  const counts = operator === 'count' || operator === 'count_values' || operator === 'group';
  const isAggregated = true;
  const value = counts ? { meaning: 'level' as const, unit: undefined, series: undefined } : {};
  if (grouping?.mode === 'without') {
    const labels =
      inner.labels &&
      new Set([...inner.labels].filter((label) => !grouping.labels.includes(label)));
    return { ...inner, ...value, labels, isAggregated };
  }
  const labels = new Set(grouping?.labels ?? []);
  return { ...inner, ...value, labels, isScraped: false, isAggregated };
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '>=', '<', '<=']);

export function isComparison(operator: string): boolean {
  return comparisons.has(operator);
}

function binaryFacts(expr: Binary, known: Known): Facts {
  const left = factsOf(expr.left, known);
  const right = factsOf(expr.right, known);
  const { operator } = expr;
  if (operator === 'and' || operator === 'unless') return left;
  if (operator === 'or') {
    // What is filled up with zeros is what it was.
    return left.meaning === right.meaning || isZero(expr.right)
      ? left
      : { ...nothing, labels: left.labels };
  }
  if (comparisons.has(operator)) {
    return expr.bool ? { ...left, meaning: 'unknown', unit: undefined } : left;
  }
  const labels = matchedLabels(expr, left, right);
  if (left.meaning === 'number' && right.meaning === 'number') return left;
  if (right.meaning === 'number') return scaled(left, operator, bare(expr.right), labels);
  if (left.meaning === 'number') return scaled(right, operator, bare(expr.left), labels, true);
  const isScraped = left.isScraped && right.isScraped;
  const isAggregated = left.isAggregated || right.isAggregated;
  const common = { labels, isScraped, isAggregated, series: left.series };
  if (operator === '/') return { ...common, ...quotient(left, right) };
  if (operator === '+' || operator === '-') {
    const isSame = left.meaning === right.meaning;
    return { ...common, meaning: isSame ? left.meaning : 'unknown', unit: left.unit };
  }
  return { ...common, meaning: 'unknown', unit: undefined };
}

function isZero(expr: Expr): boolean {
  const inner = bare(expr);
  if (inner.type !== 'binary' || inner.operator !== '*') return false;
  const right = bare(inner.right);
  return right.type === 'number' && right.value === 0;
}

function matchedLabels({ matching }: Binary, left: Facts, right: Facts): Facts['labels'] {
  if (left.meaning === 'number') return right.labels;
  if (matching?.group?.side === 'right') {
    return right.labels && new Set([...right.labels, ...matching.group.labels]);
  }
  if (matching?.group?.side === 'left') {
    return left.labels && new Set([...left.labels, ...matching.group.labels]);
  }
  if (matching?.mode === 'on') return new Set(matching.labels);
  if (matching?.mode === 'ignoring') {
    return (
      left.labels && new Set([...left.labels].filter((label) => !matching.labels.includes(label)))
    );
  }
  return left.labels;
}

function quotient(left: Facts, right: Facts): Pick<Facts, 'meaning' | 'unit'> {
  if (left.meaning === 'rate of sums' && right.meaning === 'rate of counts') {
    return { meaning: 'mean', unit: left.series && unitOf(left.series) };
  }
  if (left.unit !== undefined && left.unit === right.unit) {
    // Growth by growth is a ratio of at most 1 only when one is part of the other.
    const isPart = left.series !== undefined && left.series.family === right.series?.family;
    return { meaning: isPart ? 'ratio' : 'unknown', unit: '1' };
  }
  return { meaning: 'unknown', unit: undefined };
}

/** Factors that people use to go from one unit to another. */
const conversions: readonly { from: string; factor: number; to: string }[] = [
  { from: 's', factor: 1000, to: 'ms' },
  { from: '1', factor: 100, to: '%' },
];

function scaled(
  facts: Facts,
  operator: string,
  by: Expr,
  labels: Facts['labels'],
  isReversed = false,
): Facts {
  if (by.type !== 'number') return { ...facts, labels, meaning: 'unknown', unit: undefined };
  // 1 - ratio
  if (isReversed && operator === '-' && by.value === 1 && facts.meaning === 'ratio') {
    return { ...facts, labels };
  }
  if (operator === '+' || operator === '-') return { ...facts, labels };
  if (isReversed && operator === '/')
    return { ...facts, labels, meaning: 'unknown', unit: undefined };
  if (operator !== '*' && operator !== '/') {
    return { ...facts, labels, meaning: 'unknown', unit: undefined };
  }
  if (by.value === 1) return { ...facts, labels };
  const unit = converted(facts.unit, operator, by.value);
  const keeps = facts.meaning !== 'ratio' && facts.meaning !== 'level';
  return { ...facts, labels, meaning: keeps ? facts.meaning : 'unknown', unit };
}

/** A division by 0.01 is no percentage: that is how a burn rate is made of a budget of 1 %. */
function converted(unit: string | undefined, operator: '*' | '/', by: number): string | undefined {
  if (unit === undefined) return undefined;
  for (const { from, factor, to } of conversions) {
    if (unit === from && operator === '*' && by === factor) return to;
    if (unit === to && operator === '/' && by === factor) return from;
    if (unit === to && operator === '*' && by === 1 / factor) return from;
  }
  const seconds = operator === '*' && unit.endsWith('/s') ? by : 0;
  if (seconds === 60) return `${unit.slice(0, -2)}/min`;
  if (seconds === 3600) return `${unit.slice(0, -2)}/h`;
  return undefined;
}
