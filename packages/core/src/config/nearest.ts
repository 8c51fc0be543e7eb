import { distance } from 'fastest-levenshtein';

/** The name that differs least from what was written. */
export function nearest(written: string, names: readonly string[]): string {
  return names.reduce((best, name) =>
    distance(written, name) < distance(written, best) ? name : best,
  );
}
