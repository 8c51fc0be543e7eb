import type { MetricFamily } from '../model/family.js';
import { openMetricsName, sampleNames } from '../translation/claims.js';

/** The names that `?name[]=a&name[]=b` asks for; `undefined` when it asks for none. */
export function namesOf(url: string): ReadonlySet<string> | undefined {
  if (!url.includes('?') || !URL.canParse(url, 'http://host')) return undefined;
  const names = new URL(url, 'http://host').searchParams.getAll('name[]');
  return names.length === 0 ? undefined : new Set(names);
}

/** The families that have one of these names, or a sample of such a name. */
export function named(
  families: readonly MetricFamily[],
  names: ReadonlySet<string> | undefined,
): readonly MetricFamily[] {
  if (names === undefined) return families;
  return families.filter(
    ({ name, type }) =>
      names.has(openMetricsName(name, type)) ||
      sampleNames(name, type).some((sample) => names.has(sample)),
  );
}
