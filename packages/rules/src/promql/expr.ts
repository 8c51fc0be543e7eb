/** Where an expression stands in its source, in characters; absent when it was built, not parsed. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher extends Partial<Span> {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** `by (...)` or `without (...)` of an aggregation. */
export interface Grouping extends Partial<Span> {
  readonly mode: 'by' | 'without';
  readonly labels: readonly string[];
}

/** `on (...)` or `ignoring (...)` of a binary operator. */
export interface Matching extends Partial<Span> {
  readonly mode: 'on' | 'ignoring';
  readonly labels: readonly string[];
  /** `group_left` and `group_right`, with the labels that they take over. */
  readonly group?: { readonly side: 'left' | 'right'; readonly labels: readonly string[] };
}

export interface NumberLiteral extends Partial<Span> {
  readonly type: 'number';
  readonly value: number;
  /** As it is written: `1e3`, `5m`. */
  readonly text: string;
}

export interface StringLiteral extends Partial<Span> {
  readonly type: 'string';
  readonly value: string;
}

/** A vector selector. */
export interface Selector extends Partial<Span> {
  readonly type: 'selector';
  /** undefined: the selector names no metric (`{job="x"}`). */
  readonly metric: string | undefined;
  readonly matchers: readonly LabelMatcher[];
}

/** A range selector: `x[5m]`. */
export interface RangeSelector extends Partial<Span> {
  readonly type: 'range';
  readonly expr: Expr;
  readonly range: string;
}

export interface Subquery extends Partial<Span> {
  readonly type: 'subquery';
  readonly expr: Expr;
  readonly range: string;
  readonly step: string | undefined;
}

/** `offset ...`, `@ ...`, `anchored`, `smoothed`: what changes when, not what, is read. */
export interface Modified extends Partial<Span> {
  readonly type: 'modified';
  readonly expr: Expr;
  readonly modifier: string;
}

export interface Call extends Partial<Span> {
  readonly type: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export interface Aggregation extends Partial<Span> {
  readonly type: 'aggregation';
  readonly operator: string;
  readonly grouping: Grouping | undefined;
  /** The first argument of `topk`, `quantile`, `count_values`. */
  readonly parameter: Expr | undefined;
  readonly expr: Expr;
}

export interface Binary extends Partial<Span> {
  readonly type: 'binary';
  readonly operator: string;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool?: boolean;
  readonly matching?: Matching;
}

export interface Unary extends Partial<Span> {
  readonly type: 'unary';
  readonly operator: '-' | '+';
  readonly expr: Expr;
}

export interface Parenthesised extends Partial<Span> {
  readonly type: 'paren';
  readonly expr: Expr;
}

/**
 * A PromQL expression as a tree. Made by {@link parsePromql} from text and by the query builders from
 * catalogs; {@link printPromql} writes both.
 */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | Selector
  | RangeSelector
  | Subquery
  | Modified
  | Call
  | Aggregation
  | Binary
  | Unary
  | Parenthesised;

/** The expressions directly inside one. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'call':
      return expr.args;
    case 'binary':
      return [expr.left, expr.right];
    case 'aggregation':
      return expr.parameter === undefined ? [expr.expr] : [expr.parameter, expr.expr];
    default:
      return [expr.expr];
  }
}

/** Calls `visit` for an expression and everything inside it, outer ones first. */
export function walk(
  expr: Expr,
  visit: (expr: Expr, ancestors: readonly Expr[]) => void,
  ancestors: readonly Expr[] = [],
): void {
  visit(expr, ancestors);
  for (const child of childrenOf(expr)) walk(child, visit, [...ancestors, expr]);
}

/** All vector selectors of an expression, in the order of the text. */
export function selectorsOf(expr: Expr): Selector[] {
  const found: Selector[] = [];
  walk(expr, (inner) => {
    if (inner.type === 'selector') found.push(inner);
  });
  return found;
}

/** An expression without the parentheses around it. */
export function bare(expr: Expr): Expr {
  return expr.type === 'paren' ? bare(expr.expr) : expr;
}
