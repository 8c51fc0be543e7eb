/** Types that are remembered; class names of an application's own handles are not endless. */
const maxTypes = 100;

/**
 * How many there are of each type. A type that is gone is 0: some engines go on reporting the last
 * value of a series that a callback no longer mentions.
 */
export class TypeCounts {
  readonly #counts = new Map<string, number>();

  count(types: readonly string[]): ReadonlyMap<string, number> {
    const counts = this.#counts;
    for (const type of counts.keys()) counts.set(type, 0);
    for (const type of types) {
      const count = counts.get(type);
      if (count !== undefined || counts.size < maxTypes) counts.set(type, (count ?? 0) + 1);
    }
    return counts;
  }
}
