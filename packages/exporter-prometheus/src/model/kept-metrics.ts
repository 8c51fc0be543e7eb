import type { LiveScope, LiveView } from '@obs/metrics-model';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { KeptFamily } from './kept-family.js';
import { isShown, liveViewOf, notCumulative, sharesBoundaries } from './resource-metrics.js';

/** A view of a collection. */
export interface KeptView {
  readonly view: LiveView;
  /** True: families and series are the objects that they were, as an engine's. False: new ones. */
  readonly stable: boolean;
}

/**
 * Shows the `ResourceMetrics` of one provider as families and series that are the same objects at
 * each collection, so that names and label texts need not be made again. A family is the same while
 * its `descriptor` is the same object, a series while its `attributes` are: the official SDK keeps
 * both. Collections with a descriptor that the one before did not have are shown by `liveViewOf`, and
 * so are all those of a producer that makes new ones each time.
 *
 * Memory: an object for each series, and what is tied to it, until a collection is without it.
 */
export class KeptMetrics {
  #descriptors = new Set<unknown>();
  #families = new Map<unknown, KeptFamily>();
  #order: readonly KeptFamily[] = [];
  #scopes: readonly LiveScope[] = [];

  /** The view of a collection, whose values the series get; those that are not in it are `removed`. */
  of(collected: ResourceMetrics, errors: readonly unknown[]): KeptView {
    const { resource } = collected;
    if (this.#updated(collected)) {
      return { view: { resource, scopes: this.#scopes, errors }, stable: true };
    }
    if (!this.#known(collected)) {
      return { view: liveViewOf(collected, errors), stable: false };
    }
    return { view: this.#arranged(collected, errors), stable: true };
  }

  /** True when the collection has the same metrics in the same order, and all can be shown. */
  #updated({ scopeMetrics }: ResourceMetrics): boolean {
    const order = this.#order;
    if (order.length === 0 || scopeMetrics.length !== this.#scopes.length) return false;
    let at = 0;
    for (let i = 0; i < scopeMetrics.length; i++) {
      const { scope, metrics } = scopeMetrics[i] as ResourceMetrics['scopeMetrics'][number];
      const known = this.#scopes[i] as LiveScope;
      if (scope !== known.scope || metrics.length !== known.families.length) return false;
      for (const metric of metrics) {
        const family = order[at++] as KeptFamily;
        if (!family.fits(metric) || !isShown(metric)) return false;
        family.update(metric);
      }
    }
    return true;
  }

  /** True when all descriptors were in the last collection too; those of this one are noted. */
  #known({ scopeMetrics }: ResourceMetrics): boolean {
    const last = this.#descriptors;
    const now = new Set<unknown>();
    let count = 0;
    let known = true;
    for (const { metrics } of scopeMetrics) {
      count += metrics.length;
      for (const metric of metrics) {
        now.add(metric.descriptor);
        known &&= last.has(metric.descriptor) && sharesBoundaries(metric);
      }
    }
    this.#descriptors = now;
    // Two metrics with one descriptor cannot be told apart by it.
    return known && now.size === count;
  }

  #arranged({ resource, scopeMetrics }: ResourceMetrics, errors: readonly unknown[]): LiveView {
    const problems = [...errors];
    const families = new Map<unknown, KeptFamily>();
    const scopes = scopeMetrics.map(({ scope, metrics }): LiveScope => {
      const members: KeptFamily[] = [];
      for (const metric of metrics) {
        if (!isShown(metric)) {
          problems.push(notCumulative(metric));
          continue;
        }
        let family = this.#families.get(metric.descriptor);
        if (family?.fits(metric)) family.update(metric);
        else family = new KeptFamily(metric);
        families.set(metric.descriptor, family);
        members.push(family);
      }
      return { scope, families: members };
    });
    this.#families = families;
    this.#order = [...families.values()];
    this.#scopes = scopes;
    return { resource, scopes, errors: problems };
  }
}
