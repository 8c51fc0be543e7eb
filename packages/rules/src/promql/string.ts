import { PromqlError } from '../errors.js';

const plainEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/**
 * The value of a string literal. PromQL's escapes are Go's; in backticks there are none.
 *
 * @throws PromqlError for an escape that Go does not know, or a string without an end
 */
export function unquote(literal: string, at = 0): string {
  const quote = literal[0];
  if (literal.length < 2 || !literal.endsWith(quote!)) {
    throw new PromqlError('the string has no end', at);
  }
  const content = literal.slice(1, -1);
  if (quote === '`') return content;
  return content.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs,
    (whole, escaped: string) => {
      const plain = plainEscapes[escaped];
      if (plain !== undefined) return plain;
      const isHex = /^[xuU].+/.test(escaped);
      const code = isHex ? Number.parseInt(escaped.slice(1), 16) : Number.parseInt(escaped, 8);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      throw new PromqlError(`the escape ${whole} does not exist`, at);
    },
  );
}

/** A string literal of a value, in double quotes. */
export function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}
