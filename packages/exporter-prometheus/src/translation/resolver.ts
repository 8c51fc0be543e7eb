import { allocateSlot, type LiveFamily, type LiveView } from '@obs/metrics-model';
import { type EscapingScheme, keepsUtf8 } from '@obs/prometheus-names';
import type { Attributes } from '@opentelemetry/api';
import { type Resolution, resolveWith } from './families.js';
import { resourceLabels } from './group.js';
import { TranslationMemory } from './memory.js';
import type { ResolveOptions, TranslationOptions } from './options.js';

interface Resolved {
  readonly slot: number;
  readonly families: readonly LiveFamily[];
  readonly resource: Attributes;
  /** The labels that the resource gives to series. */
  readonly resourceText: string;
  readonly resolution: Resolution;
}

/**
 * Resolves live views, and does it again only when there are other families than the last time.
 * Groups, and the text that writers keep on them, live as long as their live families.
 */
export class Resolver {
  readonly #options: TranslationOptions;
  readonly #resolved = new Map<EscapingScheme, Resolved>();
  readonly #memories = new Map<EscapingScheme, TranslationMemory>();

  constructor(options: TranslationOptions) {
    this.#options = options;
  }

  /** Families of a view whose families are new objects each time: only names are kept. */
  once(view: LiveView, asked: EscapingScheme): Resolution {
    const escaping = this.#effective(asked);
    const options = { ...this.#options, escaping };
    return resolveWith(this.#memory(options, escaping), view, options);
  }

  /**
   * Families of a view whose families are the same objects each time. `unique`: no two series of a
   * family have the same attributes.
   */
  live(view: LiveView, escaping: EscapingScheme, unique = true): Resolution {
    const scheme = this.#effective(escaping);
    const known = this.#resolved.get(scheme);
    const resource = view.resource.attributes;
    if (known && known.resource === resource && hasFamilies(view, known.families)) {
      return known.resolution;
    }
    const families = view.scopes.flatMap((scope) => scope.families);
    const resourceText = this.#resourceText(view);
    const slot = known?.slot ?? allocateSlot();
    if (known && known.resourceText !== resourceText) {
      // Groups have the labels of the resource that they were made with.
      for (const { slots } of [...known.families, ...families]) if (slots) slots[slot] = undefined;
    }
    const options = { ...this.#options, escaping: scheme, slot, unique };
    const resolution = resolveWith(this.#memory(options, scheme), view, options);
    this.#resolved.set(scheme, { slot, families, resource, resourceText, resolution });
    return resolution;
  }

  #resourceText(view: LiveView): string {
    const { resourceLabels: chosen } = this.#options;
    return chosen === undefined
      ? ''
      : JSON.stringify(resourceLabels(view, String, { resourceLabels: chosen }));
  }

  #memory(options: ResolveOptions, escaping: EscapingScheme): TranslationMemory {
    let memory = this.#memories.get(escaping);
    if (memory === undefined) {
      memory = new TranslationMemory(options);
      this.#memories.set(escaping, memory);
    }
    return memory;
  }

  // Without UTF-8 names there is nothing to escape, and one set of texts serves all schemes.
  #effective(escaping: EscapingScheme): EscapingScheme {
    return this.#options.strategy && keepsUtf8(this.#options.strategy) ? escaping : 'underscores';
  }
}

function hasFamilies({ scopes }: LiveView, expected: readonly LiveFamily[]): boolean {
  let at = 0;
  for (const { families } of scopes) {
    for (const family of families) if (family !== expected[at++]) return false;
  }
  return at === expected.length;
}
