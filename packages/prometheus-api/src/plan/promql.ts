/** Writes PromQL for one observed backend: the same matchers and window in every query. */
export class PromqlWriter {
  readonly #matchers: readonly string[];
  readonly #window: string;

  /**
   * @param matchers label to value, added to every selector
   * @param window PromQL duration of `rate()`
   */
  constructor(matchers: Readonly<Record<string, string>>, window: string) {
    this.#matchers = Object.entries(matchers).map(([label, value]) => `${label}=${quoted(value)}`);
    this.#window = window;
  }

  /** The series of one name; further matchers are PromQL text. */
  series(name: string, ...matchers: readonly string[]): string {
    const all = [...matchers, ...this.#matchers];
    return all.length === 0 ? name : `${name}{${all.join(', ')}}`;
  }

  rate(name: string): string {
    return `rate(${this.series(name)}[${this.#window}])`;
  }

  sumRate(name: string): string {
    return `sum(${this.rate(name)})`;
  }

  sumRateBy(by: readonly string[], name: string): string {
    return `sum${grouping(by)} (${this.rate(name)})`;
  }

  /**
   * One value for each family, and for each combination of the labels. Several families are one
   * query, since a query costs both servers half a millisecond before it reads anything; their
   * samples keep the name.
   */
  aggregate(
    operator: 'sum' | 'max' | 'avg',
    names: readonly string[],
    by: readonly string[] = [],
  ): string {
    if (names.length === 1) return `${operator}${grouping(by)} (${this.series(names[0]!)})`;
    const selector = this.series('', `__name__=~${quoted(names.join('|'))}`);
    return `${operator}${grouping(['__name__', ...by])} (${selector})`;
  }

  /** A whole histogram in one query, so that its buckets, sum and count are of one moment. */
  histogram(name: string, by: readonly string[]): string {
    const names = quoted(`${name}_bucket|${name}_sum|${name}_count`);
    return `sum${grouping(['__name__', 'le', ...by])} (${this.series('', `__name__=~${names}`)})`;
  }

  quantile(quantile: number, name: string): string {
    return `histogram_quantile(${quantile}, sum by (le) (${this.rate(`${name}_bucket`)}))`;
  }

  /** Mean of a histogram's values in the window. */
  mean(name: string): string {
    return `${this.sumRate(`${name}_sum`)} / ${this.sumRate(`${name}_count`)}`;
  }

  /** One counter's growth over that of both. */
  ratio(part: string, rest: string): string {
    const parts = this.sumRate(part);
    return `${parts} / (${parts} + (${this.sumRate(rest)} or vector(0)))`;
  }
}

function grouping(by: readonly string[]): string {
  return by.length === 0 ? '' : ` by (${by.join(', ')})`;
}

/** A string literal of PromQL. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
