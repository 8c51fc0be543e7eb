import type { IncomingMessage } from 'node:http';
import {
  joinPatterns,
  layerPatterns,
  type PatternLayer,
  patternMatches,
  patternsOf,
} from './express-pattern.js';
import { pathOf, pathTemplate } from './path.js';

/** The parts of Express 4 and 5 (and of `router` and restify) that say which route handled a request. */
export interface RoutedRequest extends IncomingMessage {
  readonly route?: RoutePath;
  readonly baseUrl?: string;
  readonly app?: ExpressApp;
}

interface RoutePath {
  readonly path?: unknown;
}

interface ExpressApp {
  readonly _router?: { readonly stack?: readonly Layer[] };
  readonly router?: { readonly stack?: readonly Layer[] };
  readonly mountpath?: unknown;
  readonly parent?: ExpressApp;
}

interface Layer extends PatternLayer {
  readonly route?: object | undefined;
  readonly handle?: { readonly stack?: readonly Layer[] } & ExpressApp;
}

/** Routers nested deeper than this are not searched; no real application comes near it. */
const maxDepth = 16;

/** The patterns under which an application serves a route, as far as they are known. */
interface Found {
  templates: readonly string[];
  searches: number;
}

/**
 * Searches for one route: the first, and some more for routers that are mounted later. After that a
 * route whose place is hidden costs a look at its path, not a walk through the tree.
 */
const maxSearches = 4;

/**
 * Names the routes of Express. `request.route.path` is only the innermost part, and
 * `request.baseUrl` holds the path with its ids and is empty again once an error has left the
 * router; so the router tree is searched for the route, and the answer kept as long as the route
 * lives.
 */
export class ExpressRoutes {
  /** By application, because two of them may serve one router in different places. */
  readonly #found = new WeakMap<object, WeakMap<object, Found>>();

  /** The template of the route that handled a request; `target` is its original request target. */
  template(request: RoutedRequest, target: string): string | undefined {
    const route = request.route as RoutePath;
    const { app } = request;
    const found = app === undefined ? undefined : this.#foundOf(app, route);
    if (found?.templates.length === 1) return found.templates[0];
    const path = pathOf(target) ?? '/';
    const served = () => found?.templates.find((pattern) => patternMatches(pattern, path));
    let template = served();
    if (template === undefined && app !== undefined && found !== undefined) {
      if (found.searches < maxSearches) {
        found.searches += 1;
        const templates = search(app, route);
        // A single one is taken without a look at the path from now on, so it has to fit once.
        if (templates.some((pattern) => patternMatches(pattern, path))) {
          found.templates = templates;
        }
        template = served();
      }
    }
    return template ?? joinToPath(route, request.baseUrl, path);
  }

  #foundOf(app: object, route: object): Found {
    let routes = this.#found.get(app);
    if (routes === undefined) {
      routes = new WeakMap();
      this.#found.set(app, routes);
    }
    let found = routes.get(route);
    if (found === undefined) {
      found = { templates: [], searches: 0 };
      routes.set(route, found);
    }
    return found;
  }
}

/** Every pattern under which an application serves a route. */
function search(app: ExpressApp, route: RoutePath): string[] {
  const mount = mountPatterns(app, 0);
  return walk(stackOf(app), route, 0).flatMap((tail) =>
    mount.map((head) => joinPatterns([head, ...tail])),
  );
}

/** Where a mounted application is, seen from the outermost one. */
function mountPatterns(app: ExpressApp, depth: number): readonly string[] {
  if (app.parent === undefined || depth >= maxDepth) return ['/'];
  const outer = mountPatterns(app.parent, depth + 1);
  const own = patternsOf(app.mountpath ?? '/');
  return outer.flatMap((head) => own.map((tail) => joinPatterns([head, tail])));
}

function walk(stack: readonly Layer[], route: RoutePath, depth: number): string[][] {
  if (depth >= maxDepth) return [];
  return stack.flatMap((layer) => {
    if (layer.route === route) return patternsOf(route.path).map((p) => [p]);
    const inner = layer.route === undefined ? stackOf(layer.handle) : [];
    const tails = inner.length === 0 ? [] : walk(inner, route, depth + 1);
    const heads = tails.length === 0 ? [] : (layerPatterns(layer) ?? []);
    return heads.flatMap((head) => tails.map((tail) => [head, ...tail]));
  });
}

/** The layers of a router, or of an application of Express 4 (`_router`) or 5 (`router`). */
function stackOf(handle: Layer['handle'] | ExpressApp): readonly Layer[] {
  if (handle === undefined) return [];
  const stack = (handle as { stack?: unknown }).stack ?? handle._router?.stack;
  if (Array.isArray(stack)) return stack;
  try {
    return handle.router?.stack ?? [];
  } catch {
    return []; // Express 4 throws from the getter `app.router`.
  }
}

/**
 * The template where the tree does not tell: the route's own path, before it what is left of the
 * request's path, or the base URL, with identifiers replaced.
 */
function joinToPath(route: RoutePath, baseUrl = '', path: string) {
  const own = patternsOf(route.path ?? '/');
  for (const pattern of own) {
    const tail = joinPatterns([pattern]);
    const segments = path.split('/');
    const start = segments.length - (tail === '/' ? 0 : tail.split('/').length - 1);
    const head = segments.slice(0, start).join('/');
    if (start > 0 && patternMatches(tail, `/${segments.slice(start).join('/')}`)) {
      return joinTemplate(head, tail);
    }
  }
  return joinTemplate(baseUrl, own[0] ?? '/');
}

function joinTemplate(head: string, tail: string): string | undefined {
  const prefix = head === '' ? '/' : pathTemplate(head);
  return prefix === undefined ? undefined : joinPatterns([prefix, tail]);
}
