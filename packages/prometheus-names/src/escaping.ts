/** How names outside `[a-zA-Z0-9_:]` are shown; the values of `escaping` in `Accept`. */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

export const escapingSchemes: readonly EscapingScheme[] = [
  'allow-utf-8',
  'underscores',
  'dots',
  'values',
];

const legacyName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** True for a metric name that Prometheus takes without quotes, as it did before it knew UTF-8. */
export function isLegacyName(name: string): boolean {
  return legacyName.test(name);
}

/**
 * Escapes a name that the strategy left outside `[a-zA-Z0-9_:]`, as a scrape asks for it: the dots of
 * `http.requests` become `_`, `_dot_`, or `U__http_2e_requests`. A name that needs nothing comes back
 * as it is, unless the scheme is `dots`, which escapes every underscore. Escaped label names may hold
 * a colon, which only metric names may.
 *
 * Source: Prometheus, "Escaping Schemes".
 */
export function escapeName(name: string, scheme: EscapingScheme): string {
  if (name === '' || scheme === 'allow-utf-8') return name;
  if (scheme !== 'dots' && legacyName.test(name)) return name;
  let escaped = scheme === 'values' ? 'U__' : '';
  let first = true;
  for (const character of name) {
    escaped += escapeCharacter(character, first, scheme);
    first = false;
  }
  return escaped;
}

function escapeCharacter(character: string, first: boolean, scheme: EscapingScheme): string {
  const valid = /[a-zA-Z_:]/.test(character) || (!first && /[0-9]/.test(character));
  if (scheme === 'underscores') return valid ? character : '_';
  if (character === '_') return '__';
  if (scheme === 'dots') {
    if (character === '.') return '_dot_';
    return valid ? character : '__';
  }
  if (valid) return character;
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xd800 && code <= 0xdfff ? '_FFFD_' : `_${code.toString(16)}_`;
}

/** The text with lone surrogates replaced by U+FFFD, so that it has a UTF-8 form. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
