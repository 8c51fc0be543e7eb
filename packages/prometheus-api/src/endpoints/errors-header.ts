import type { Failure } from './failure.js';

/**
 * Bytes of the header. Servers and clients refuse requests and answers whose headers pass 8 to 16 KiB
 * in all.
 */
const maxLength = 4_096;

/**
 * The `errors` array of a text endpoint, as a header: JSON in ASCII, without queries and, when it
 * would become too long, without the rest of the entries.
 */
export function errorsHeader(errors: readonly Failure[]): string {
  const entries: string[] = [];
  let length = 2;
  for (const { metric, cause, code } of errors) {
    const entry = ascii(JSON.stringify({ metric, cause, ...(code ? { code } : {}) }));
    length += entry.length + 1;
    if (length > maxLength) break;
    entries.push(entry);
  }
  return `[${entries.join(',')}]`;
}

function ascii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
