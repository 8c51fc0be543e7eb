/** Longer than every word and number that an option or a variable takes. */
const shownWhole = 24;
const shownOfMore = 4;

/**
 * A refused value as a message shows it. Of a long one only its beginning: what was put there by mistake
 * can be a secret, and messages go to logs.
 */
export function shortened(value: string): string {
  if (value.length <= shownWhole) return value;
  return `${value.slice(0, shownOfMore)}... (${value.length} characters)`;
}
