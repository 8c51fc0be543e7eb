import { ExpressRoutes, type RoutedRequest } from './express.js';
import { type Name, routeNameOf } from './named.js';
import type { Route } from './route.js';
import type { RouteTable } from './table.js';

/** Finds the route of a request that has ended: what a framework says, else the path. */
export class RouteResolver {
  readonly #table: RouteTable;
  readonly #express = new ExpressRoutes();

  constructor(table: RouteTable) {
    this.#table = table;
  }

  /**
   * @param request what a framework leaves its route on: the raw request, or an HTTP/2 stream.
   * @param target the request target as it came.
   * @param status 404 and 405 without a route go to the shared value: a scanner that asks for
   *   thousands of paths would otherwise take the places of real ones.
   * @param kept the name that a framework gave the request, where it is not on it.
   */
  resolve(request: object, target: string, status: number, kept?: Name): Route {
    const named = routeNameOf(request, kept);
    if (typeof named === 'string') return this.#table.named(named);
    const { route } = request as RoutedRequest;
    if (typeof route === 'object' && route !== null) {
      const template = this.#express.template(request as RoutedRequest, target);
      return template === undefined ? this.#table.unmatched : this.#table.named(template);
    }
    if (named === null || status === 404 || status === 405) return this.#table.unmatched;
    return this.#table.guessed(target);
  }
}
