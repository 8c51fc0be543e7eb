import { overLimit, refused } from '../errors.js';

/** Brackets within brackets. A parser takes 400 ms for 2,000 of them, and nobody writes ten. */
const maxNesting = 100;

/**
 * Writes a query again so that no two parsers can read it differently below the grammar: comments and
 * white space become one space, strings stay as they are and must end, all else must be printable
 * ASCII. What is checked and what is sent is this text, never the original: Prometheus ends a comment
 * at a carriage return, other parsers do not, and a family could hide behind that.
 */
export function cleaned(query: string, maxLength: number): string {
  if (query.length > maxLength) {
    throw overLimit(`The query has ${query.length} characters; ${maxLength} are the most.`);
  }
  if (/\p{Surrogate}/u.test(query)) throw refused('The query is not well-formed Unicode.');
  let text = '';
  let gap = false;
  let nesting = 0;
  for (let at = 0; at < query.length; ) {
    const character = query[at]!;
    let end = at + 1;
    if (isSpace(character) || character === '#') {
      gap = true;
      if (character === '#') while (end < query.length && !isLineEnd(query[end]!)) end += 1;
    } else {
      if (isQuote(character)) end = endOfString(query, at);
      else if (character < '!' || character > '~') {
        throw refused(`The character ${JSON.stringify(character)} stands outside of a string.`);
      }
      if (isOpening(character)) nesting += 1;
      if (isClosing(character)) nesting -= 1;
      if (nesting > maxNesting) throw refused(`The query nests more than ${maxNesting} deep.`);
      if (gap && text !== '') text += ' ';
      gap = false;
      text += query.slice(at, end);
    }
    at = end;
  }
  return text;
}

/** Where the string that starts at `start` ends; refuses one that does not. */
function endOfString(query: string, start: number): number {
  const quote = query[start]!;
  for (let at = start + 1; at < query.length; at += 1) {
    const character = query[at]!;
    if (character === quote) return at + 1;
    if (quote === '`') continue;
    if (isLineEnd(character)) break;
    if (character === '\\') {
      at += 1;
      if (at < query.length && isLineEnd(query[at]!)) break;
    }
  }
  throw refused('A string in the query does not end.');
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || isLineEnd(character);
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}

function isOpening(character: string): boolean {
  return character === '(' || character === '[' || character === '{';
}

function isClosing(character: string): boolean {
  return character === ')' || character === ']' || character === '}';
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}
