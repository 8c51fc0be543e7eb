import { allocateSlot, type LiveFamily, type LiveView } from '@obs/metrics-model';
import { type EscapingScheme, keepsUtf8 } from '@obs/prometheus-names';
import type { Attributes } from '@opentelemetry/api';
import { type Resolution, resolveFamilies } from './families.js';
import type { TranslationOptions } from './options.js';

interface Resolved {
  readonly slot: number;
  readonly families: readonly LiveFamily[];
  readonly resource: Attributes;
  readonly resolution: Resolution;
}

/**
 * Resolves live views, and does it again only when there are other families than the last time.
 * Groups, and the text that writers keep on them, live as long as their live families.
 */
export class Resolver {
  readonly #options: TranslationOptions;
  readonly #resolved = new Map<EscapingScheme, Resolved>();

  constructor(options: TranslationOptions) {
    this.#options = options;
  }

  /** Families of a view whose families are new objects each time: nothing is kept. */
  once(view: LiveView, escaping: EscapingScheme): Resolution {
    return resolveFamilies(view, { ...this.#options, escaping });
  }

  /** Families of a view whose families are the same objects each time. */
  live(view: LiveView, escaping: EscapingScheme): Resolution {
    const scheme = this.#effective(escaping);
    const known = this.#resolved.get(scheme);
    const families = view.scopes.flatMap((scope) => scope.families);
    const resource = view.resource.attributes;
    if (known && known.resource === resource && sameItems(known.families, families)) {
      return known.resolution;
    }
    const slot = known?.slot ?? allocateSlot();
    const resolution = resolveFamilies(view, { ...this.#options, escaping: scheme, slot });
    this.#resolved.set(scheme, { slot, families, resource, resolution });
    return resolution;
  }

  // Without UTF-8 names there is nothing to escape, and one set of texts serves all schemes.
  #effective(escaping: EscapingScheme): EscapingScheme {
    return this.#options.strategy && keepsUtf8(this.#options.strategy) ? escaping : 'underscores';
  }
}

function sameItems(a: readonly LiveFamily[], b: readonly LiveFamily[]): boolean {
  return a.length === b.length && a.every((family, i) => family === b[i]);
}
