// Above 200 lines because every construct of the grammar is read in one place.
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { PromqlError } from '../errors.js';
import type { Expr, Grouping, LabelMatcher, Matching, MatchOperator } from './expr.js';
import { unquote } from './string.js';

const maxDepth = 200;

/**
 * Reads PromQL with the grammar of Prometheus' own editor.
 *
 * @throws PromqlError with the position of the first character that it cannot read, for a text that
 *   is no expression, nests more than 200 deep, or uses a part of PromQL that this package does not
 *   know (computed durations, `fill`). Cost: linear in the text.
 */
export function parsePromql(text: string): Expr {
  const top = parser.parse(text).topNode;
  const error = firstError(top);
  if (error !== undefined) {
    const near = text.slice(error.from, error.from + 20).trim();
    throw new PromqlError(
      near === '' ? 'the expression ends too early' : `unexpected ${JSON.stringify(near)}`,
      error.from,
    );
  }
  const only = expressionsIn(top)[0];
  if (only === undefined) throw new PromqlError('there is no expression', 0);
  return read(only, text, 0);
}

function firstError(top: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  top.cursor().iterate((node) => {
    if (found === undefined && node.type.isError) found = node.node;
    return found === undefined;
  });
  return found;
}

type Reader = (node: SyntaxNode, text: string, depth: number) => Expr;

const readers: Readonly<Record<string, Reader>> = {
  NumberDurationLiteral: (node, text) => {
    const written = textOf(node, text);
    return { ...spanOf(node), type: 'number', value: numberOf(written), text: written };
  },
  StringLiteral: (node, text) => ({
    ...spanOf(node),
    type: 'string',
    value: unquote(textOf(node, text), node.from),
  }),
  VectorSelector: readSelector,
  MatrixSelector: (node, text, depth) => ({
    ...spanOf(node),
    type: 'range',
    expr: inner(node, text, depth),
    range: durations(node, text)[0]!,
  }),
  SubqueryExpr: (node, text, depth) => ({
    ...spanOf(node),
    type: 'subquery',
    expr: inner(node, text, depth),
    range: durations(node, text)[0]!,
    step: durations(node, text)[1],
  }),
  OffsetExpr: readModified,
  StepInvariantExpr: readModified,
  AnchoredExpr: readModified,
  SmoothedExpr: readModified,
  FunctionCall: (node, text, depth) => ({
    ...spanOf(node),
    type: 'call',
    name: textOf(node.getChild('FunctionIdentifier')!, text),
    args: expressionsIn(node.getChild('FunctionCallBody')!).map((arg) => read(arg, text, depth)),
  }),
  AggregateExpr: readAggregation,
  BinaryExpr: readBinary,
  UnaryExpr: (node, text, depth) => ({
    ...spanOf(node),
    type: 'unary',
    operator: textOf(node.getChild('UnaryOp')!, text) as '-' | '+',
    expr: inner(node, text, depth),
  }),
  ParenExpr: (node, text, depth) => ({
    ...spanOf(node),
    type: 'paren',
    expr: inner(node, text, depth),
  }),
};

function read(node: SyntaxNode, text: string, depth: number): Expr {
  if (depth > maxDepth) throw new PromqlError(`nests more than ${maxDepth} deep`, node.from);
  const reader = readers[node.name];
  if (reader === undefined) {
    throw new PromqlError(`${JSON.stringify(textOf(node, text))} is not understood`, node.from);
  }
  return reader(node, text, depth + 1);
}

function readSelector(node: SyntaxNode, text: string): Expr {
  const name = node.getChild('Identifier');
  let metric = name ? textOf(name, text) : undefined;
  const matchers: LabelMatcher[] = [];
  for (const part of childNodes(node.getChild('LabelMatchers'))) {
    if (part.name === 'QuotedLabelName') {
      metric = unquote(textOf(part, text), part.from);
      continue;
    }
    const key = part.getChild('LabelName') ?? part.getChild('QuotedLabelName');
    const literal = part.getChild('StringLiteral');
    const operator = part.getChild('MatchOp');
    if (key === null || literal === null || operator === null) continue;
    const label =
      key.name === 'LabelName' ? textOf(key, text) : unquote(textOf(key, text), key.from);
    const value = unquote(textOf(literal, text), literal.from);
    const written = textOf(operator, text) as MatchOperator;
    if (label === '__name__' && written === '=') metric = value;
    else matchers.push({ ...spanOf(part), label, operator: written, value });
  }
  return { ...spanOf(node), type: 'selector', metric, matchers };
}

function readModified(node: SyntaxNode, text: string, depth: number): Expr {
  const [first] = expressionsIn(node);
  return {
    ...spanOf(node),
    type: 'modified',
    expr: read(first!, text, depth),
    modifier: text.slice(first!.to, node.to).trim(),
  };
}

function readAggregation(node: SyntaxNode, text: string, depth: number): Expr {
  const modifier = node.getChild('AggregateModifier');
  const args = expressionsIn(node.getChild('FunctionCallBody')!);
  const last = args.at(-1);
  if (last === undefined || args.length > 2) {
    throw new PromqlError('an aggregation takes one or two arguments', node.from);
  }
  return {
    ...spanOf(node),
    type: 'aggregation',
    operator: textOf(node.getChild('AggregateOp')!, text),
    grouping: modifier ? groupingOf(modifier, text) : undefined,
    parameter: args.length === 2 ? read(args[0]!, text, depth) : undefined,
    expr: read(last, text, depth),
  };
}

function groupingOf(modifier: SyntaxNode, text: string): Grouping {
  return {
    ...spanOf(modifier),
    mode: modifier.getChild('By') ? 'by' : 'without',
    labels: labelsIn(modifier.getChild('GroupingLabels'), text),
  };
}

function readBinary(node: SyntaxNode, text: string, depth: number): Expr {
  const [left, right] = expressionsIn(node);
  if (node.getChild('FillModifier')) {
    throw new PromqlError('fill modifiers are not understood', node.getChild('FillModifier')!.from);
  }
  const operator = childNodes(node).find(
    (child) => !isExpression(child) && !modifiers.has(child.name),
  )!;
  const clause = node.getChild('MatchingModifierClause');
  return {
    ...spanOf(node),
    type: 'binary',
    operator: textOf(operator, text),
    left: read(left!, text, depth),
    right: read(right!, text, depth),
    ...(node.getChild('BoolModifier') ? { bool: true } : {}),
    ...(clause ? { matching: matchingOf(clause, text) } : {}),
  };
}

const modifiers: ReadonlySet<string> = new Set(['BoolModifier', 'MatchingModifierClause']);

function matchingOf(clause: SyntaxNode, text: string): Matching {
  const lists = clause.getChildren('GroupingLabels');
  const side = clause.getChild('GroupLeft') ? 'left' : clause.getChild('GroupRight') ? 'right' : '';
  return {
    ...spanOf(clause),
    mode: clause.getChild('On') ? 'on' : 'ignoring',
    labels: labelsIn(lists[0] ?? null, text),
    ...(side === '' ? {} : { group: { side, labels: labelsIn(lists[1] ?? null, text) } }),
  };
}

function labelsIn(list: SyntaxNode | null, text: string): string[] {
  return childNodes(list).map((child) =>
    child.name === 'LabelName' ? textOf(child, text) : unquote(textOf(child, text), child.from),
  );
}

function inner(node: SyntaxNode, text: string, depth: number): Expr {
  return read(expressionsIn(node)[0]!, text, depth);
}

function durations(node: SyntaxNode, text: string): string[] {
  return node.getChildren('DurationExpr').map((child) => textOf(child, text));
}

function expressionsIn(node: SyntaxNode): SyntaxNode[] {
  return childNodes(node).filter(isExpression);
}

function isExpression(node: SyntaxNode): boolean {
  return Object.hasOwn(readers, node.name);
}

function childNodes(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}

function spanOf(node: SyntaxNode): { from: number; to: number } {
  return { from: node.from, to: node.to };
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

/** A number as PromQL has it: decimal, hexadecimal, `Inf`, `NaN`, or a duration in seconds. */
function numberOf(written: string): number {
  const text = written.replaceAll('_', '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  const size = text.replace(/^[+-]/, '');
  if (size === 'inf') return sign * Number.POSITIVE_INFINITY;
  if (size === 'nan') return Number.NaN;
  const value = Number(size);
  return sign * (Number.isNaN(value) ? (secondsOf(size) ?? Number.NaN) : value);
}

const unitSeconds = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a Prometheus duration (`1h30m`); undefined for anything else. A number is seconds. */
export function secondsOf(duration: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(duration)) return Number(duration);
  if (!/^(\d+(y|w|d|h|ms|m|s))+$/.test(duration)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+)(y|w|d|h|ms|m|s)/g)) {
    seconds += Number(amount) * unitSeconds[unit as keyof typeof unitSeconds];
  }
  return seconds;
}
