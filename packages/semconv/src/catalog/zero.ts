import { isClosed, type LabelDefinition } from './label.js';

/**
 * The attribute sets that exist at zero before the first event: every combination of the closed
 * values, open labels at their default. Empty when an open label has no default, because then no
 * combination is known. Cost: one object a combination.
 */
export function zeroSeries(
  labels: Readonly<Record<string, LabelDefinition>>,
): readonly Readonly<Record<string, string>>[] {
  let sets: Readonly<Record<string, string>>[] = [{}];
  for (const [key, label] of Object.entries(labels)) {
    const values = isClosed(label) ? label : label.default === undefined ? [] : [label.default];
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [key]: value })));
  }
  return sets;
}
