import type { Binary, Expr } from '../promql/expr.js';
import { type AnyVector, type Vector, vector } from './vector.js';

type Operator = 'sum' | 'max' | 'min' | 'avg' | 'count';

/**
 * Aggregates over all series, or over those that agree in some labels. A label that the series do not
 * have does not compile.
 */
export function aggregate<L extends string, const By extends L = never>(
  operator: Operator,
  from: Vector<L>,
  by: readonly By[] = [],
): Vector<By> {
  return vector({
    type: 'aggregation',
    operator,
    grouping: by.length === 0 ? undefined : { mode: 'by', labels: by },
    parameter: undefined,
    expr: from.expr,
  });
}

export function sum<L extends string, const By extends L = never>(
  from: Vector<L>,
  by: readonly By[] = [],
): Vector<By> {
  return aggregate('sum', from, by);
}

export function max<L extends string, const By extends L = never>(
  from: Vector<L>,
  by: readonly By[] = [],
): Vector<By> {
  return aggregate('max', from, by);
}

/** The series with the highest values. */
export function topk<L extends string>(count: number, from: Vector<L>): Vector<L> {
  return vector({
    type: 'aggregation',
    operator: 'topk',
    grouping: undefined,
    parameter: number(count),
    expr: from.expr,
  });
}

/**
 * One vector divided by another of the same labels. Where the divisor is 0 the answer is NaN, which no
 * comparison is true for.
 */
export function ratio<L extends string>(part: Vector<L>, whole: Vector<NoInfer<L>>): Vector<L> {
  return combine('/', part, whole);
}

export function minus<L extends string>(left: Vector<L>, right: Vector<NoInfer<L>>): Vector<L> {
  return combine('-', left, right);
}

/** Series of the first that the second has, too. */
export function and<L extends string>(left: Vector<L>, right: Vector<NoInfer<L>>): Vector<L> {
  return combine('and', left, right);
}

/** Series of the first, and those of the second that the first has not. */
export function or<L extends string>(left: Vector<L>, right: Vector<NoInfer<L>>): Vector<L> {
  return combine('or', left, right);
}

/** Series of the first whose `on` labels the second has. Without labels: all, if the second has any. */
export function andOn<L extends string, M extends string, const On extends L & M = never>(
  left: Vector<L>,
  right: Vector<M>,
  on: readonly On[] = [],
): Vector<L> {
  return vector({
    type: 'binary',
    operator: 'and',
    left: left.expr,
    right: right.expr,
    matching: { mode: 'on', labels: on },
  });
}

export type Comparison = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** Series whose value compares so with a number; they keep it. */
export function where<L extends string>(
  left: Vector<L>,
  operator: Comparison,
  than: number,
): Vector<L> {
  return vector({ type: 'binary', operator, left: left.expr, right: number(than) });
}

/** Each value times a number. */
export function times<L extends string>(left: Vector<L>, by: number): Vector<L> {
  return vector({ type: 'binary', operator: '*', left: left.expr, right: number(by) });
}

/** 1 minus each value. */
export function complement<L extends string>(of: Vector<L>): Vector<L> {
  return vector({ type: 'binary', operator: '-', left: number(1), right: of.expr });
}

/** 1 when there is no such series; its labels are those that the selector compares with `=`. */
export function absent<const L extends string = never>(of: AnyVector): Vector<L> {
  return vector({ type: 'call', name: 'absent', args: [of.expr] });
}

/** A function of what a recorded series was over a window: `avg_over_time`, `max_over_time`. */
export function overTime<L extends string>(
  name: 'avg_over_time' | 'max_over_time' | 'min_over_time' | 'sum_over_time',
  of: Vector<L>,
  window: string,
): Vector<L> {
  return vector({
    type: 'call',
    name,
    args: [{ type: 'range', expr: of.expr, range: window }],
  });
}

export function number(value: number): Expr {
  return { type: 'number', value, text: String(value) };
}

function combine<L extends string>(
  operator: Binary['operator'],
  left: AnyVector,
  right: AnyVector,
): Vector<L> {
  return vector({ type: 'binary', operator, left: left.expr, right: right.expr });
}
