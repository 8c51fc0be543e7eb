import { invalidOption } from '../errors.js';
import { seriesNames } from '../plan/names.js';

/**
 * A family that may be read. A plain name stands for the series of exactly that name; a histogram
 * or a summary has its `_bucket`, `_sum` and `_count` allowed with it.
 */
export type AllowedFamily =
  | string
  | { readonly name: string; readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' };

const maxFamilies = 1_000;
const classicName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** The series names that may be read. */
export class AllowList {
  readonly #series = new Set<string>();
  readonly #families = new Set<string>();

  /** Throws `OBS_PROMAPI_INVALID_OPTION` for no family, too many, or a name that is none. */
  constructor(families: readonly AllowedFamily[]) {
    if (families.length === 0 || families.length > maxFamilies) {
      throw invalidOption(
        'proxy.allow',
        `there are ${families.length} families`,
        `Name 1 to ${maxFamilies}.`,
      );
    }
    for (const family of families) {
      const { name, type } = typeof family === 'string' ? { name: family, type: 'gauge' } : family;
      if (!classicName.test(name)) {
        throw invalidOption(
          'proxy.allow',
          `${JSON.stringify(name)} is no metric name`,
          'Patterns are not taken; name each family.',
        );
      }
      this.#families.add(name);
      if (type === 'histogram')
        for (const each of seriesNames({ name, type })) this.#series.add(each);
      else this.#series.add(name);
      if (type === 'summary') this.#series.add(`${name}_sum`).add(`${name}_count`);
    }
  }

  /** Whether series of this name may be read. */
  allows(name: string): boolean {
    return this.#series.has(name);
  }

  /** Whether type and help of this family may be told; OpenMetrics leaves `_total` off its name. */
  allowsFamily(name: string): boolean {
    return this.#families.has(name) || this.#families.has(`${name}_total`);
  }

  /** A selector that matches everything allowed and nothing else. */
  selector(): string {
    return `{__name__=~"${[...this.#series].join('|')}"}`;
  }
}
