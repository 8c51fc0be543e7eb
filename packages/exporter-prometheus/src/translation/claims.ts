import type { MetricType } from '../model/family.js';

const histogramSuffixes = ['', '_bucket', '_count', '_sum', '_created'];

/** Every sample name that a family may write, in any format. */
export function sampleNames(name: string, type: MetricType): readonly string[] {
  if (type === 'histogram') return histogramSuffixes.map((suffix) => name + suffix);
  if (type === 'counter') return [name, `${counterBase(name)}_created`];
  return [name];
}

/** A counter's name without `_total`: its family name in OpenMetrics. */
export function counterBase(name: string): string {
  return name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
}

/** What OpenMetrics calls a family: without `_total` or `_info`. */
export function openMetricsName(name: string, type: MetricType): string {
  if (type === 'counter') return counterBase(name);
  return type === 'info' ? name.replace(/_info$/, '') : name;
}

/** Keeps track of who has which sample name. */
export class Claims {
  readonly #holders = new Map<string, string>();

  /**
   * Claims the names of a family, or none: then says which name is taken, and by whom. A counter does
   * without `_created` where another family has that name: OpenMetrics shows it as `unknown` then.
   */
  claim(name: string, type: MetricType): { sample: string; holder: string } | undefined {
    const names = type === 'counter' ? [name] : sampleNames(name, type);
    for (const sample of names) {
      const holder = this.#holders.get(sample);
      if (holder !== undefined) return { sample, holder };
    }
    for (const sample of names) this.#holders.set(sample, name);
    return undefined;
  }
}
