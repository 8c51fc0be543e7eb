import type { Outcome } from '../outcome.js';
import type { Series } from '../series.js';

/** A value of the route label, with the series that were recorded under it. */
export class Route {
  readonly template: string;
  readonly series = new Map<Outcome, Series>();

  constructor(template: string) {
    this.template = template;
  }
}
