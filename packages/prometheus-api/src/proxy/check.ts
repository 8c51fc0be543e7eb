import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { excerpt, messageOf, overLimit, refused } from '../errors.js';
import { cleaned } from './clean.js';
import { parseDuration } from './duration.js';
import { expressions, functions, operators, parts } from './grammar.js';
import type { ProxyConfig } from './options.js';
import { proveSelector } from './selector.js';

export type CheckConfig = Pick<
  ProxyConfig,
  'allow' | 'maxQueryLength' | 'minStepMillis' | 'maxRangeMillis' | 'maxEvaluations'
>;

/** A query that may be sent. */
export interface CheckedQuery {
  /** What to send: the query without comments and spare white space. */
  readonly text: string;
  /** Milliseconds before the evaluated time that it reads, `@` apart. */
  readonly reachMillis: number;
}

const maxDepth = 200;
/** The step of a subquery that gives none is the server's; this is a small one. */
const defaultSubqueryStepMillis = 15_000;

interface Walk {
  readonly text: string;
  readonly config: CheckConfig;
  reachMillis: number;
  evaluations: number;
}

interface Place {
  readonly depth: number;
  readonly reachMillis: number;
  readonly evaluations: number;
}

/**
 * Proves that a query reads allowed families only and stays within the limits. Throws
 * `OBS_PROMAPI_REFUSED` with the reason for whatever cannot be proven, also for a query that does not
 * parse, and `OBS_PROMAPI_LIMIT`.
 *
 * @param steps how many times the query is evaluated
 */
export function checkQuery(query: string, config: CheckConfig, steps = 1): CheckedQuery {
  const text = cleaned(query, config.maxQueryLength);
  const walk: Walk = { text, config, reachMillis: 0, evaluations: 0 };
  visit(parse(text), walk, start);
  if (walk.reachMillis > config.maxRangeMillis) {
    throw overLimit(
      `The query reaches ${seconds(walk.reachMillis)} back; ${seconds(config.maxRangeMillis)} is the most.`,
    );
  }
  const evaluations = Math.ceil(walk.evaluations * steps);
  if (evaluations > config.maxEvaluations) {
    throw overLimit(
      `The query is evaluated ${evaluations} times, subqueries counted; ${config.maxEvaluations} is the most.`,
    );
  }
  return { text, reachMillis: walk.reachMillis };
}

/** The same for a series selector (`match[]`), which is a vector selector and nothing else. */
export function checkSelector(selector: string, config: CheckConfig): string {
  const text = cleaned(selector, config.maxQueryLength);
  const top = parse(text);
  const only = top.firstChild;
  if (only?.name !== 'VectorSelector' || only.nextSibling) {
    throw refused(`${excerpt(text, 80)} is no series selector.`);
  }
  visit(top, { text, config, reachMillis: 0, evaluations: 0 }, start);
  return text;
}

const start: Place = { depth: 0, reachMillis: 0, evaluations: 1 };

function parse(text: string): SyntaxNode {
  try {
    return parser.parse(text).topNode;
  } catch (error) {
    throw refused(`The query cannot be parsed: ${excerpt(messageOf(error))}`);
  }
}

function visit(node: SyntaxNode, walk: Walk, place: Place): void {
  if (place.depth > maxDepth) throw refused(`The query nests more than ${maxDepth} deep.`);
  if (node.type.isError) throw refused(`The query cannot be parsed at ${near(node, walk.text)}.`);
  const { name } = node;
  if (!expressions.has(name) && !parts.has(name) && !operators.has(name)) {
    if (!isFunctionName(node, walk.text)) {
      throw refused(
        `${near(node, walk.text)} is not understood (${name}), so it is not let through.`,
      );
    }
    return;
  }
  if (name === 'VectorSelector') {
    walk.evaluations += place.evaluations;
    checkErrors(node, walk.text);
    proveSelector(node, walk.text, walk.config.allow);
    return;
  }
  const inner = { ...placeWithin(node, walk, place), depth: place.depth + 1 };
  for (let child = node.firstChild; child; child = child.nextSibling) visit(child, walk, inner);
}

/** A selector's parts are read by the prover; that all of them parsed is seen to here. */
function checkErrors(node: SyntaxNode, text: string): void {
  node.cursor().iterate((inner) => {
    if (inner.type.isError) throw refused(`The query cannot be parsed at ${near(inner, text)}.`);
  });
}

function isFunctionName(node: SyntaxNode, text: string): boolean {
  if (node.parent?.name !== 'FunctionIdentifier') return false;
  const name = text.slice(node.from, node.to);
  if (functions.has(name)) return true;
  throw refused(`The function ${name} is not let through.`);
}

/** How far and how often what is inside `node` is evaluated. */
function placeWithin(node: SyntaxNode, walk: Walk, place: Place): Place {
  let { reachMillis, evaluations } = place;
  if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') {
    const [range, step] = node.getChildren('DurationExpr').map((child) => millisOf(child, walk));
    reachMillis += range ?? 0;
    if (node.name === 'SubqueryExpr') {
      const stepMillis = step ?? defaultSubqueryStepMillis;
      if (stepMillis < walk.config.minStepMillis) {
        throw overLimit(
          `The step of a subquery is ${seconds(stepMillis)}; ${seconds(walk.config.minStepMillis)} is the least.`,
        );
      }
      evaluations *= Math.max(1, (range ?? 0) / stepMillis);
      walk.evaluations += evaluations;
    }
  } else if (node.name === 'OffsetExpr') {
    reachMillis += millisOf(node.getChild('OffsetDurationExpr'), walk);
  }
  walk.reachMillis = Math.max(walk.reachMillis, reachMillis);
  return { depth: place.depth, reachMillis, evaluations };
}

/** Milliseconds of a duration, its sign apart; refuses one that is computed. */
function millisOf(node: SyntaxNode | null, { text }: Walk): number {
  const written = node ? text.slice(node.from, node.to) : '';
  const millis = parseDuration(written.replace(/^[+-] ?/, ''));
  if (millis === undefined)
    throw refused(`The duration ${excerpt(written, 40)} is not understood.`);
  return millis;
}

function near(node: { from: number; to: number }, text: string): string {
  return JSON.stringify(excerpt(text.slice(node.from, Math.max(node.to, node.from + 20)), 40));
}

function seconds(millis: number): string {
  return `${millis / 1000} s`;
}
