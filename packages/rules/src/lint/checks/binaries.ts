import { type Binary, bare, type Expr, type Selector, selectorsOf } from '../../promql/expr.js';
import { printPromql } from '../../promql/print.js';
import type { Context } from '../check-query.js';
import { type Facts, factsOf, isComparison } from '../facts.js';
import type { Problem } from '../finding.js';

/** Operators between two vectors, or a vector and a number. */
export function checkBinary(expr: Binary, context: Context): Problem[] {
  const left = factsOf(expr.left, context.known);
  const right = factsOf(expr.right, context.known);
  const ofNumber =
    right.meaning === 'number' ? left : left.meaning === 'number' ? right : undefined;
  if (ofNumber !== undefined) {
    return isComparison(expr.operator) ? checkThreshold(expr, ofNumber, context) : [];
  }
  const same = alwaysOne(expr, left, right);
  if (same !== undefined) return [same];
  return [
    ...rawRatio(expr, left, right),
    ...labelSets(expr, left, right),
    ...units(expr, left, right),
  ];
}

/** Series divided by themselves: the labels of both sides match one to one. */
function alwaysOne(expr: Binary, left: Facts, right: Facts): Problem | undefined {
  if (expr.operator !== '/' || expr.matching !== undefined) return undefined;
  const isOfSeries = left.isScraped && right.isScraped && !left.isAggregated && !right.isAggregated;
  if (!isOfSeries || left.meaning !== right.meaning) return undefined;
  const [part, ...moreParts] = selectorsOf(expr.left);
  const [whole, ...moreWholes] = selectorsOf(expr.right);
  if (part === undefined || whole === undefined || moreParts.length + moreWholes.length > 0) {
    return undefined;
  }
  if (part.metric !== whole.metric || !isWithin(part, whole)) return undefined;
  const filtered = part.matchers.map(({ label }) => label);
  const others = [...(left.labels ?? [])].filter((label) => !filtered.includes(label));
  const by = others.length === 0 ? ' ' : ` by (${others.join(', ')}) `;
  const sum = (side: Expr) => `sum${by}(${printPromql(bare(side))})`;
  return {
    rule: 'ratio-always-one',
    message: 'each series on the left is divided by itself, so the answer is 1 or nothing.',
    fix: `add up both sides first: ${sum(expr.left)} / ${sum(expr.right)}.`,
    at: expr.from ?? 0,
  };
}

/** Whether every condition of the whole is one of the part, too. */
function isWithin(part: Selector, whole: Selector): boolean {
  return whole.matchers.every((condition) =>
    part.matchers.some(
      ({ label, operator, value }) =>
        label === condition.label && operator === condition.operator && value === condition.value,
    ),
  );
}

function rawRatio(expr: Binary, left: Facts, right: Facts): Problem[] {
  if (expr.operator !== '/' || left.meaning !== 'counter' || right.meaning !== 'counter') return [];
  return [
    {
      rule: 'raw-counter',
      message:
        'both sides count since the start of their processes, so the answer is about all of that time.',
      fix: 'take the rate of both sides over a window, [5m] for instance.',
      at: expr.from ?? 0,
    },
  ];
}

function labelSets(expr: Binary, left: Facts, right: Facts): Problem[] {
  if (expr.operator === 'or') return [];
  const { matching } = expr;
  if (left.labels === undefined || right.labels === undefined) return [];
  if (matching?.mode === 'on') return missingOn(expr, left, right);
  const ignored = matching?.labels ?? [];
  const relevant = (facts: Facts) => {
    const labels = [...facts.labels!].filter((label) => !ignored.includes(label));
    // Scraped series have labels of their target that are not listed here.
    return facts.isScraped ? [...labels, '(those of the target)'] : labels;
  };
  const [a, b] = [relevant(left), relevant(right)];
  const onlyLeft = a.filter((label) => !b.includes(label));
  const onlyRight = b.filter((label) => !a.includes(label));
  if (onlyLeft.length + onlyRight.length === 0) return [];
  const list = (labels: readonly string[]) => (labels.length === 0 ? 'none' : labels.join(', '));
  const both = a.filter((label) => b.includes(label) && !label.startsWith('('));
  return [
    {
      rule: 'label-sets-differ',
      message: `the left side has the labels ${list(a)}, the right side ${list(b)}; no series matches another.`,
      fix:
        expr.operator === 'and' || expr.operator === 'unless'
          ? `say what must agree: ${expr.operator} on (${both.join(', ')}).`
          : `aggregate both sides by the same labels, ${both.length === 0 ? 'or by none' : `by (${both.join(', ')})`}; or write on (${both.join(', ')}) with group_left.`,
      at: expr.from ?? 0,
    },
  ];
}

function missingOn(expr: Binary, left: Facts, right: Facts): Problem[] {
  const labels = expr.matching!.labels;
  const sides = [
    ['left', left],
    ['right', right],
  ] as const;
  return sides.flatMap(([side, facts]) => {
    if (facts.isScraped) return [];
    const missing = labels.filter((label) => !facts.labels!.has(label));
    if (missing.length === 0) return [];
    return [
      {
        rule: 'label-sets-differ' as const,
        message: `the ${side} side has no label ${missing.join(', ')} to match on.`,
        fix: `keep it in its aggregation: by (${[...facts.labels!, ...missing].join(', ')}).`,
        at: expr.matching!.from ?? expr.from ?? 0,
      },
    ];
  });
}

function units(expr: Binary, left: Facts, right: Facts): Problem[] {
  if (!isComparison(expr.operator) && expr.operator !== '+' && expr.operator !== '-') return [];
  const [a, b] = [left.unit, right.unit];
  if (a === undefined || b === undefined || a === b) return [];
  // Annotations such as {request} and {execution} are all numbers of something.
  if (a.startsWith('{') && b.startsWith('{')) return [];
  return [
    {
      rule: 'unit-mismatch',
      message: `the left side is in ${a}, the right side in ${b}.`,
      fix:
        a === 'ms' || b === 'ms'
          ? 'bring both to seconds: divide by 1000.'
          : 'bring both to one unit.',
      at: expr.from ?? 0,
    },
  ];
}

function checkThreshold(expr: Binary, facts: Facts, { use, known }: Context): Problem[] {
  const number = bare(factsOf(expr.right, known).meaning === 'number' ? expr.right : expr.left);
  if (number.type !== 'number') return [];
  const at = expr.from ?? 0;
  if (use === 'alert' && facts.meaning === 'counter' && facts.isScraped) {
    return [
      {
        rule: 'raw-counter',
        message:
          'a counter only grows until its process starts again: once the alert is on, it stays.',
        fix: `compare its growth: increase(${printPromql(bare(expr.left))}[1h]) ${expr.operator} ${number.text}.`,
        at,
      },
    ];
  }
  const isAbove = expr.operator === '>' || expr.operator === '>=';
  if (!isAbove) return [];
  if (facts.meaning === 'ratio' && facts.unit === '1' && number.value > 1) {
    return [
      {
        rule: 'unreachable-threshold',
        message: `a ratio is never above 1, so it is never above ${number.text}.`,
        fix: `for ${number.text} % write ${Number((number.value / 100).toPrecision(6))}.`,
        at,
      },
    ];
  }
  return facts.meaning === 'quantile'
    ? quantileThreshold(facts, number.value, number.text, at)
    : [];
}

/** A quantile of classic buckets is never above the highest finite bound. */
function quantileThreshold(
  { series, unit }: Facts,
  value: number,
  text: string,
  at: number,
): Problem[] {
  const highest = series?.metric.buckets.at(-1);
  if (highest === undefined || unit !== series?.metric.unit || value < highest) return [];
  return [
    {
      rule: 'unreachable-threshold',
      message: `${series!.family} is in seconds and its highest bound is ${highest}, so its quantiles are never above ${text}.`,
      fix:
        value >= 100 && value / 1000 < highest
          ? `write ${value / 1000}: it is in seconds, not in milliseconds.`
          : `use a threshold below ${highest}, or add a higher bound to the catalog.`,
      at,
    },
  ];
}
