import type { Expr } from '../promql/expr.js';
import { printPromql } from '../promql/print.js';

/** The labels that Prometheus gives to every series it scrapes. */
export type TargetLabel = 'job' | 'instance';

/** A vector of any labels. */
export interface AnyVector {
  readonly expr: Expr;
}

/**
 * An instant vector whose series have exactly the labels `L`. Two vectors with other labels are of
 * another type: a ratio of them, which would be empty, does not compile.
 */
export interface Vector<L extends string = string> extends AnyVector {
  /** Only in types. A function, so that `Vector<'a'>` is no `Vector<'a' | 'b'>`. */
  readonly labels?: (label: L) => L;
}

/** The PromQL of a vector, on one line unless a width is given. */
export function promql(vector: AnyVector, width?: number): string {
  return printPromql(vector.expr, width);
}

/** A vector of an expression whose labels the caller vouches for. */
export function vector<L extends string>(expr: Expr): Vector<L> {
  return { expr };
}
