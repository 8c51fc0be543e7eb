import type { MetricFamily } from '../model/family.js';
import { openMetricsName, sampleNames } from '../translation/claims.js';
import { openMetricsBoundText } from './bound.js';
import type { TextDialect } from './dialect.js';
import { type ShownFamily, writeFamilies } from './families.js';
import type { WriterOptions } from './options.js';
import { escapeOpenMetricsHelp, quotedName } from './text-escape.js';

export interface OpenMetricsOptions extends WriterOptions {
  /**
   * Write start times as `_created` samples. Default false: a Prometheus that is not told otherwise
   * stores each as one more series.
   */
  readonly created?: boolean;
}

/**
 * Writes families in the OpenMetrics text format, 0.0.1 or 1.0.0, with exemplars. Chunks as
 * `writeText` gives them. What OpenMetrics forbids is left out: counters that are negative or NaN, and
 * `_count` of a histogram whose sum is no counter. A counter or info metric whose family name,
 * which has no `_total` or `_info`, belongs to another family is written with type `unknown`.
 *
 * Source: OpenMetrics 1.0.
 */
export function writeOpenMetrics(
  families: Iterable<MetricFamily>,
  options: OpenMetricsOptions = {},
): Generator<Uint8Array, void, void> {
  const list = [...families];
  const dialect: TextDialect = {
    bound: openMetricsBoundText,
    strict: true,
    exemplars: true,
    created: options.created ?? false,
  };
  const names = new FamilyNames(list);
  const shown = list.map((family): ShownFamily => {
    const name = names.nameOf(family);
    const plain = name === undefined;
    return {
      family,
      dialect: plain ? { ...dialect, exemplars: false, created: false } : dialect,
      header: header(family, name ?? family.name, plain ? 'unknown' : family.type),
    };
  });
  return writeFamilies(shown, '# EOF\n', options);
}

function header({ help, unit }: MetricFamily, name: string, type: string): string {
  const shown = quotedName(name);
  let text = `# TYPE ${shown} ${type}\n`;
  if (unit !== '' && name.endsWith(`_${unit}`) && type !== 'info') {
    text += `# UNIT ${shown} ${unit}\n`;
  }
  if (help !== '') text += `# HELP ${shown} ${escapeOpenMetricsHelp(help)}\n`;
  return text;
}

/** Which family names OpenMetrics can use without two families clashing. */
class FamilyNames {
  readonly #samples = new Set<string>();

  constructor(families: readonly MetricFamily[]) {
    for (const { name, type } of families) {
      const names = type === 'counter' ? [name] : sampleNames(name, type);
      for (const sample of names) this.#samples.add(sample);
    }
  }

  /** The family name, or `undefined` when the family can only be shown as `unknown`. */
  nameOf({ name, type }: MetricFamily): string | undefined {
    const base = openMetricsName(name, type);
    if (type === 'counter') return this.#take(name, base, [base, `${base}_created`]);
    if (type === 'info') return this.#take(name, base, [base]);
    return name;
  }

  /** Takes all names for the family, or none of them. */
  #take(name: string, base: string, names: readonly string[]): string | undefined {
    if (base === name || base === '') return undefined;
    if (names.some((taken) => this.#samples.has(taken))) return undefined;
    for (const taken of names) this.#samples.add(taken);
    return base;
  }
}
