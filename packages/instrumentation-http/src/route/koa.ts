import type { IncomingMessage } from 'node:http';
import { onModuleLoad } from '@obs/module-hooks';
import { patternMatches } from './express-pattern.js';
import { nameRoute } from './named.js';
import { pathOf, pathTemplate } from './path.js';

/** The parts of a Koa context that say where a request went. */
interface KoaContext {
  /** Set by @koa/router, nested routers and prefixes included. */
  readonly _matchedRoute?: unknown;
  /** Set by koa-mount: the innermost mount. */
  readonly mountPath?: string;
}

type CreateContext = (this: unknown, request: IncomingMessage, response: unknown) => KoaContext;

/**
 * Names the routes of Koa applications, of @koa/router and of routers that set the same property. A
 * raw request leads to no context, so the method that makes the context leaves it there.
 *
 * @returns what stops it.
 */
export function nameKoaRoutes(onError: (error: unknown) => void): () => void {
  let on = true;
  const stop = onModuleLoad(
    { name: 'koa', versions: { from: '2', below: '4' }, file: 'lib/application.js' },
    ({ exports }) => {
      const { prototype } = exports as { readonly prototype: { createContext: CreateContext } };
      const original = prototype.createContext;
      if (typeof original !== 'function') return;
      prototype.createContext = function createContext(request, response) {
        const context = original.call(this, request, response);
        if (on) nameRoute(request, () => routeOf(context, request));
        return context;
      };
    },
    onError,
  );
  return () => {
    on = false;
    stop();
  };
}

function routeOf({ _matchedRoute: route, mountPath }: KoaContext, request: IncomingMessage) {
  if (typeof route !== 'string') return undefined;
  if (mountPath === undefined) return route;
  // Mounts do not tell of each other; what stands before the route in the path is where it is mounted.
  const path = (pathOf(request.url ?? '/') ?? '/').split('/');
  const tail = route === '/' ? [] : route.split('/').slice(1);
  const head = path.slice(0, path.length - tail.length);
  const isTail = patternMatches(route, `/${path.slice(head.length).join('/')}`);
  const mount = isTail ? pathTemplate(head.join('/') || '/') : mountPath;
  return mount === undefined || mount === '/' ? route : `${mount}${route === '/' ? '' : route}`;
}
