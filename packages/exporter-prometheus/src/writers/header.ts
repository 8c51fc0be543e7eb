import type { MetricFamily } from '../model/family.js';

interface Kept {
  readonly family: MetricFamily;
  readonly text: string;
}

/** What `make` gives for a family, kept on its first group when that keeps anything. */
export function keptHeader(
  key: string,
  family: MetricFamily,
  make: (family: MetricFamily) => string,
): string {
  const encoded = family.groups[0]?.encoded;
  const kept = encoded?.get(key) as Kept | undefined;
  // A family is never changed once it is there: other metadata comes with another object.
  if (kept !== undefined && kept.family === family) return kept.text;
  const text = make(family);
  encoded?.set(key, { family, text } satisfies Kept);
  return text;
}
