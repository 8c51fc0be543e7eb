import type { BoundHistogram, BoundSum } from '@obs/semconv';
import type { Outcome } from '../outcome.js';

/** The handles of one route and one outcome. */
export interface Series {
  readonly requests: BoundSum | undefined;
  readonly duration: BoundHistogram | undefined;
}

/** A value of the route label, with the series that were recorded under it. */
export class Route {
  readonly template: string;
  readonly series = new Map<Outcome, Series>();

  constructor(template: string) {
    this.template = template;
  }
}
