import type { Aggregation, Binary, Expr, Grouping, Matching, Selector } from './expr.js';
import { quote } from './string.js';

/** How tight a binary operator binds; source: Prometheus documentation, "Operators". */
const precedence: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '<': 3,
  '>=': 3,
  '>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};

/**
 * Writes an expression on one line, or on several where a line would be longer than `width`: each
 * operand of a binary operator on lines of its own, arguments indented by two. Parentheses are set
 * where the tree needs them, so a tree that was built needs none of its own.
 */
export function printPromql(expr: Expr, width = Number.POSITIVE_INFINITY): string {
  return lines(expr, width).join('\n');
}

function lines(expr: Expr, width: number): string[] {
  const line = flat(expr);
  if (line.length <= width) return [line];
  switch (expr.type) {
    case 'binary':
      return binaryLines(expr, width);
    case 'aggregation':
      return wrapped(headOf(expr), argumentsOf(expr), width);
    case 'call':
      return wrapped(expr.name, expr.args, width);
    case 'paren':
      return ['(', ...indented(lines(expr.expr, width - 2)), ')'];
    case 'subquery':
    case 'range':
    case 'modified': {
      const inner = lines(expr.expr, width);
      const suffix = line.slice(flat(expr.expr).length);
      return [...inner.slice(0, -1), `${inner.at(-1)}${suffix}`];
    }
    default:
      return [line];
  }
}

function binaryLines(expr: Binary, width: number): string[] {
  const left = operand(expr, 'left', width);
  // A threshold stays beside what it is for.
  if (expr.right.type === 'number') {
    return [...left.slice(0, -1), `${left.at(-1)} ${operatorOf(expr)} ${expr.right.text}`];
  }
  return [...left, operatorOf(expr), ...operand(expr, 'right', width)];
}

function wrapped(head: string, args: readonly Expr[], width: number): string[] {
  const parts = args.map((arg) => indented(lines(arg, width - 2)));
  const inner = parts.flatMap((part, index) =>
    index === parts.length - 1 ? part : [...part.slice(0, -1), `${part.at(-1)},`],
  );
  return [`${head}(`, ...inner, ')'];
}

function indented(text: readonly string[]): string[] {
  return text.map((line) => `  ${line}`);
}

function operand(expr: Binary, side: 'left' | 'right', width: number): string[] {
  const inner = expr[side];
  const line = needsParentheses(expr, side) ? `(${flat(inner)})` : flat(inner);
  if (line.length <= width) return [line];
  // Nobody should have to know whether `and` binds tighter than `or`.
  const isMixed = inner.type === 'binary' && isSet(inner) && inner.operator !== expr.operator;
  if (!needsParentheses(expr, side) && !isMixed) return lines(inner, width);
  return ['(', ...indented(lines(inner, width - 2)), ')'];
}

function isSet({ operator }: Binary): boolean {
  return operator === 'and' || operator === 'or' || operator === 'unless';
}

function flat(expr: Expr): string {
  switch (expr.type) {
    case 'number':
      return expr.text;
    case 'string':
      return quote(expr.value);
    case 'selector':
      return selector(expr);
    case 'range':
      return `${flat(expr.expr)}[${expr.range}]`;
    case 'subquery':
      return `${flat(expr.expr)}[${expr.range}:${expr.step ?? ''}]`;
    case 'modified':
      return `${flat(expr.expr)} ${expr.modifier}`;
    case 'call':
      return `${expr.name}(${expr.args.map(flat).join(', ')})`;
    case 'aggregation':
      return `${headOf(expr)}(${argumentsOf(expr).map(flat).join(', ')})`;
    case 'binary': {
      const side = (which: 'left' | 'right') =>
        needsParentheses(expr, which) ? `(${flat(expr[which])})` : flat(expr[which]);
      return `${side('left')} ${operatorOf(expr)} ${side('right')}`;
    }
    case 'unary': {
      // `-1 ^ 2` is `-(1 ^ 2)`: the sign binds looser than a power only.
      const isLoose = expr.expr.type === 'binary' && expr.expr.operator !== '^';
      return `${expr.operator}${isLoose ? `(${flat(expr.expr)})` : flat(expr.expr)}`;
    }
    case 'paren':
      return `(${flat(expr.expr)})`;
  }
}

function needsParentheses(parent: Binary, side: 'left' | 'right'): boolean {
  const child = parent[side];
  const outer = precedence[parent.operator] ?? 0;
  if (child.type === 'unary') return parent.operator === '^' && side === 'left';
  if (child.type !== 'binary') return false;
  const own = precedence[child.operator] ?? 0;
  if (own !== outer) return own < outer;
  return (parent.operator === '^') === (side === 'left');
}

function headOf({ operator, grouping }: Aggregation): string {
  return grouping === undefined ? operator : `${operator} ${groupingText(grouping)} `;
}

function argumentsOf({ parameter, expr }: Aggregation): readonly Expr[] {
  return parameter === undefined ? [expr] : [parameter, expr];
}

function groupingText({ mode, labels }: Grouping): string {
  return `${mode} (${labels.map(labelText).join(', ')})`;
}

/** Prometheus 3 knows names of any characters, in quotes. */
function labelText(label: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) ? label : quote(label);
}

function operatorOf({ operator, bool, matching }: Binary): string {
  return [operator, bool ? 'bool' : '', matching ? matchingText(matching) : '']
    .filter((part) => part !== '')
    .join(' ');
}

function matchingText({ mode, labels, group }: Matching): string {
  const on = `${mode} (${labels.map(labelText).join(', ')})`;
  return group === undefined
    ? on
    : `${on} group_${group.side} (${group.labels.map(labelText).join(', ')})`;
}

function selector({ metric, matchers }: Selector): string {
  const written = matchers.map(
    ({ label, operator, value }) => labelText(label) + operator + quote(value),
  );
  const isClassic = metric !== undefined && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric);
  if (metric !== undefined && !isClassic) return `{${[quote(metric), ...written].join(', ')}}`;
  return written.length === 0 && metric !== undefined
    ? metric
    : `${metric ?? ''}{${written.join(',')}}`;
}
