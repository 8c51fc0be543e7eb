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
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
  readonly app?: ExpressApp;
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

/**
 * Names the routes of Express. `request.route.path` is only the innermost part, and
 * `request.baseUrl` holds the path with its ids and is empty again once an error has left the
 * router; so the router tree is searched for the route, once, and the answer kept as long as the
 * route lives.
 */
export class ExpressRoutes {
  readonly #found = new WeakMap<object, readonly string[]>();

  /** The template of the route that handled a request; `target` is its original request target. */
  template(request: RoutedRequest, target: string): string | undefined {
    const route = request.route as { readonly path?: unknown };
    const known = this.#found.get(route);
    if (known?.length === 1) return known[0];
    const path = pathOf(target) ?? '/';
    if (known !== undefined) {
      const template = known.find((pattern) => patternMatches(pattern, path));
      if (template !== undefined) return template;
    }
    const templates = request.app === undefined ? [] : search(request.app, route);
    const template = templates.find((pattern) => patternMatches(pattern, path));
    if (template === undefined) return joinToPath(route, request.baseUrl, path);
    this.#found.set(route, templates);
    return template;
  }
}

/** Every pattern under which an application serves a route. */
function search(app: ExpressApp, route: object): string[] {
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

function walk(stack: readonly Layer[], route: object, depth: number): string[][] {
  if (depth >= maxDepth) return [];
  return stack.flatMap((layer) => {
    if (layer.route === route)
      return patternsOf((route as { path?: unknown }).path).map((p) => [p]);
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
function joinToPath(route: { readonly path?: unknown }, baseUrl = '', path: string) {
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
