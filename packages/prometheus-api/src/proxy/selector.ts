import type { SyntaxNode } from '@lezer/common';
import { excerpt, refused } from '../errors.js';
import type { AllowList } from './allow-list.js';
import { namesOfPattern } from './name-pattern.js';

interface Matcher {
  readonly operator: string;
  /** undefined: the string has escapes. */
  readonly value: string | undefined;
}

/**
 * Proves that every series which a vector selector can match is allowed, or refuses it. One of these
 * proves it: a name before the braces, `{"name"}`, `__name__="..."`, or `__name__=~"..."` with a
 * pattern whose names are all known. Further label matchers only narrow it.
 */
export function proveSelector(node: SyntaxNode, text: string, allow: AllowList): void {
  const shown = excerpt(text.slice(node.from, node.to), 80);
  const names = namesOf(node, text, shown);
  if (names.length !== 1) {
    throw refused(
      names.length === 0
        ? `${shown} names no family, so it could match any. Write the metric's name before the braces.`
        : `${shown} has more than one metric name.`,
    );
  }
  const outside = [...names[0]!].find((name) => !allow.allows(name));
  if (outside !== undefined) {
    throw refused(`${shown} reads ${JSON.stringify(outside)}, which is not on the allow-list.`);
  }
}

/** For each part of the selector that bounds its name: the names it leaves. */
function namesOf(node: SyntaxNode, text: string, shown: string): ReadonlySet<string>[] {
  const names: ReadonlySet<string>[] = [];
  const identifier = node.getChild('Identifier');
  if (identifier) names.push(new Set([text.slice(identifier.from, identifier.to)]));
  for (let child = node.getChild('LabelMatchers')?.firstChild; child; child = child.nextSibling) {
    if (child.name === 'QuotedLabelName') {
      names.push(new Set([plain(contentOf(child, text), shown)]));
      continue;
    }
    if (child.name !== 'UnquotedLabelMatcher' && child.name !== 'QuotedLabelMatcher') {
      throw refused(`${shown} has a part that is not understood (${child.name}).`);
    }
    if (labelOf(child, text, shown) !== '__name__') continue;
    const known = namesOfMatcher(matcherOf(child, text), shown);
    if (known) names.push(known);
  }
  return names;
}

function namesOfMatcher(
  { operator, value }: Matcher,
  shown: string,
): ReadonlySet<string> | undefined {
  // What a name is not does not say what it is.
  if (operator === 'Neq' || operator === 'NeqRegex') return undefined;
  const text = plain(value, shown);
  if (operator === 'EqlSingle') return new Set([text]);
  const names = namesOfPattern(text);
  if (names) return names;
  throw refused(
    `${shown}: the names that ${JSON.stringify(text)} matches cannot be listed. Write them out: a|b|c.`,
  );
}

function labelOf(matcher: SyntaxNode, text: string, shown: string): string {
  const name = matcher.getChild('LabelName');
  if (name) return text.slice(name.from, name.to);
  return plain(contentOf(matcher.getChild('QuotedLabelName'), text), shown);
}

function matcherOf(node: SyntaxNode, text: string): Matcher {
  return {
    operator: node.getChild('MatchOp')?.firstChild?.name ?? '',
    value: contentOf(node, text),
  };
}

/** The content of the string literal in a node; undefined when it has escapes. */
function contentOf(node: SyntaxNode | null, text: string): string | undefined {
  const literal = node?.getChild('StringLiteral');
  if (!literal) return undefined;
  const content = text.slice(literal.from + 1, literal.to - 1);
  return content.includes('\\') ? undefined : content;
}

function plain(value: string | undefined, shown: string): string {
  if (value !== undefined) return value;
  throw refused(`${shown}: a name with a backslash cannot be checked. Write it plainly.`);
}
