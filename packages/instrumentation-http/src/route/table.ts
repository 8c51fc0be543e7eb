import { pathTemplate } from './path.js';
import { Recent } from './recent.js';
import { Route } from './route.js';

/** The route of requests that no route matched, and of all routes past a limit. */
export const unmatchedTemplate = 'unmatched';

/** Paths whose templates are remembered; longer ones are not, so that memory stays below 1 MB. */
const rememberedPaths = 2_000;
const maxRememberedLength = 200;

/** Every value that the route label of one instrumentation takes, within limits. */
export class RouteTable {
  readonly unmatched = new Route(unmatchedTemplate);
  readonly #maxRoutes: number;
  readonly #maxPaths: number;
  readonly #routes = new Map<string, Route>();
  readonly #paths = new Map<string, Route>();
  readonly #recent = new Recent<string, Route>(rememberedPaths);

  /**
   * @param maxRoutes values that frameworks may name; @param maxPaths values that are guessed from
   *   paths. Each further value is recorded as {@link unmatchedTemplate}.
   */
  constructor(maxRoutes: number, maxPaths: number) {
    this.#maxRoutes = maxRoutes;
    this.#maxPaths = maxPaths;
  }

  /** The route under the template that a framework names. */
  named(template: string): Route {
    return this.#routes.get(template) ?? this.#add(this.#routes, template, this.#maxRoutes);
  }

  /** The route guessed from a request target. */
  guessed(target: string): Route {
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    return this.#recent.get(path) ?? this.#guess(path);
  }

  #guess(path: string): Route {
    const template = pathTemplate(path);
    const route =
      template === undefined
        ? this.unmatched
        : (this.#paths.get(template) ?? this.#add(this.#paths, template, this.#maxPaths));
    if (path.length <= maxRememberedLength) this.#recent.set(path, route);
    return route;
  }

  #add(routes: Map<string, Route>, template: string, limit: number): Route {
    if (routes.size >= limit) return this.unmatched;
    const route = this.#routes.get(template) ?? this.#paths.get(template) ?? new Route(template);
    routes.set(template, route);
    return route;
  }
}
