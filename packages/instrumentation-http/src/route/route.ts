import { KeptSeries } from '../series.js';

/** A value of the route label, with the series that were recorded under it. */
export class Route {
  readonly template: string;
  readonly series = new KeptSeries();

  constructor(template: string) {
    this.template = template;
  }
}
