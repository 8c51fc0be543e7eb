import type { Handler } from '@obs/exporter-prometheus';
import type { HealthRegistry } from '../health/registry.js';
import { type ProcessPlace, processPlace } from './place.js';

/**
 * What is served of a process: everything that a port, has to know of the process
 * behind it. {@link LocalProcess} is this one. A `/metrics` that puts the workers of a cluster or the
 * threads of a process together would be another implementation, made of one of these for each; what
 * serves it stays as it is.
 */
export interface ObservedProcess {
  /** What it is among the processes of its application. Asked for when it is needed: costs a millisecond. */
  readonly place: ProcessPlace;
  /** Answers a scrape with all that was recorded up to now, as soon as every reader is attached. */
  readonly metrics: Handler;
  readonly health: HealthRegistry;
  /** Whether it is shutting down, and no traffic should come any more. */
  readonly isEnding: boolean;
}

/** The process, or thread, that this code runs in. */
export class LocalProcess implements ObservedProcess {
  readonly metrics: Handler;
  readonly health: HealthRegistry;
  readonly #isEnding: () => boolean;
  #place: ProcessPlace | undefined;

  constructor(metrics: Handler, health: HealthRegistry, isEnding: () => boolean) {
    this.metrics = metrics;
    this.health = health;
    this.#isEnding = isEnding;
  }

  get place(): ProcessPlace {
    this.#place ??= processPlace();
    return this.#place;
  }

  get isEnding(): boolean {
    return this.#isEnding();
  }
}
