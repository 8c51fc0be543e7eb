import { type Expr, parsePromql, printPromql, walk } from '@obs/rules';

const comparisons = ['==', '!=', '>', '>=', '<', '<='];

/**
 * What an alert looks at: the left sides of its comparisons, and what it finds absent. Its own query is
 * empty when all is well; these are not.
 */
export function operandsOf(query: string): string[] {
  const found = new Set<string>();
  walk(parsePromql(query), (expr: Expr) => {
    if (expr.type === 'binary' && comparisons.includes(expr.operator)) {
      found.add(printPromql(expr.left));
    }
    if (expr.type === 'call' && expr.name === 'absent') found.add(printPromql(expr.args[0]!));
  });
  return [...found];
}
