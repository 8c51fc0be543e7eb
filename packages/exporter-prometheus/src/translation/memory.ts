import type { LiveFamily } from '@obs/metrics-model';
import { type LabelNamers, labelNamers } from './group.js';
import type { ConstantLabel } from './labels.js';
import type { ResolveOptions } from './options.js';
import { SeriesLabels } from './series-labels.js';

/** What a family is called, and what it says its unit is. */
export interface FamilyName {
  readonly name: string;
  readonly unit: string;
}

// Families and scopes are few in sane programs. Past this many, answers are found anew each time.
const maximum = 2_000;

/**
 * What translation with certain options has found out, for the next scrape: where families are new
 * objects each time, finding it out is most of the work of a small one. Bounded.
 */
export class TranslationMemory {
  readonly namers: LabelNamers;
  readonly #names = new Map<string, FamilyName>();
  readonly #labels = new Map<string, SeriesLabels>();

  constructor(options: ResolveOptions) {
    this.namers = labelNamers(options);
  }

  /** What `make` gives for a family of this name, unit and kind. */
  named(family: LiveFamily, make: (family: LiveFamily) => FamilyName): FamilyName {
    const { name, unit, kind, monotonic } = family;
    // No unit of an instrument is long, but any name may hold any character.
    return kept(this.#names, `${kind} ${monotonic} ${unit.length} ${unit}${name}`, () =>
      make(family),
    );
  }

  /** Labels of series with these constant ones; the same object for the same labels. */
  labels(histogram: boolean, constants: readonly ConstantLabel[]): SeriesLabels {
    const nameOf = histogram ? this.namers.histogram : this.namers.other;
    const key = `${histogram} ${constants.length === 0 ? '' : JSON.stringify(constants)}`;
    return kept(this.#labels, key, () => new SeriesLabels(nameOf, constants));
  }
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  let found = known.get(key);
  if (found === undefined) {
    found = make();
    if (known.size < maximum) known.set(key, found);
  }
  return found;
}
