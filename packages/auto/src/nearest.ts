import { distance } from 'fastest-levenshtein';

/** The name that differs least from what was written. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  return names.toSorted((a, b) => distance(written, a) - distance(written, b))[0];
}
