import { type Expr, walk } from '../promql/expr.js';
import { checkAggregation } from './checks/aggregations.js';
import { checkBinary } from './checks/binaries.js';
import { checkCall, checkRange } from './checks/calls.js';
import { checkGrouping, checkSelector } from './checks/selectors.js';
import type { Problem } from './finding.js';
import type { Known } from './known.js';

/** Where a query stands: some rules hold for alerts only. */
export type Use = 'alert' | 'record' | 'panel' | 'query';

/** What a check sees of one expression. */
export interface Context {
  readonly known: Known;
  readonly use: Use;
  /** The expressions around it, outermost first. */
  readonly ancestors: readonly Expr[];
  /** The query as it is written, for fixes. */
  readonly text: string;
}

/** The mistakes of a query that parses, in the order of its text. */
export function checkQuery(expr: Expr, text: string, known: Known, use: Use): Problem[] {
  const problems: Problem[] = [];
  walk(expr, (inner, ancestors) => {
    const context: Context = { known, use, ancestors, text };
    switch (inner.type) {
      case 'selector':
        problems.push(...checkSelector(inner, context));
        break;
      case 'range':
      case 'subquery':
        problems.push(...checkRange(inner, context));
        break;
      case 'call':
        problems.push(...checkCall(inner, context));
        break;
      case 'aggregation':
        problems.push(...checkGrouping(inner, context), ...checkAggregation(inner, context));
        break;
      case 'binary':
        problems.push(...checkBinary(inner, context));
        break;
      default:
    }
  });
  return problems.sort((a, b) => a.at - b.at);
}
