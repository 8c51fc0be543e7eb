import type { IncomingMessage } from 'node:http';
import { onModuleLoad } from '@obs/module-hooks';
import { currentRequest, followCurrentRequest } from './current.js';
import { nameRoute } from './named.js';

/** What a router of Hono gives: handlers with the routes that they were registered under. */
type Matched = readonly [
  readonly (readonly [readonly [Handler, HonoRoute], unknown])[],
  ...unknown[],
];
type Handler = ((...args: never[]) => unknown) & { readonly __COMPOSED_HANDLER?: Handler };

interface HonoRoute {
  readonly path: string;
  readonly method: string;
}

type Match = (this: unknown, method: string, path: string) => Matched;

/** The routers behind the presets of Hono: its default and `hono/quick`, and `hono/tiny`. */
const files = ['smart-router', 'pattern-router'].flatMap((router) =>
  ['dist', 'dist/cjs'].map((folder) => `${folder}/router/${router}/router.js`),
);

/**
 * Names the routes of Hono applications on Node. Hono publishes nothing, and an application that is
 * served has no way back to the raw request; but it asks its router while Node's `request` event is
 * still being handled, so the request that came last with this method and path is the one.
 *
 * @returns what stops it.
 */
export function nameHonoRoutes(onError: (error: unknown) => void): () => void {
  const templates = new WeakMap<object, string | null>();
  let on = true;
  const wrapped = new WeakSet<Match>();

  const tell = (matched: Matched, method: string, path: string): Matched => {
    try {
      const request = on ? currentRequest() : undefined;
      if (request !== undefined && asks(request, method, path)) {
        const [handlers] = matched;
        let template = templates.get(handlers);
        if (template === undefined) {
          template = templateOf(handlers);
          templates.set(handlers, template);
        }
        if (template !== null) nameRoute(request, template);
      }
    } catch (error) {
      onError(error);
    }
    return matched;
  };

  const wrap = (original: Match): Match => {
    const match: Match = function match(method, path) {
      const matched = original.call(this, method, path);
      // A router that has found its plan puts a method of its own before the one of its class.
      const own = Object.getOwnPropertyDescriptor(this, 'match')?.value as Match | undefined;
      if (own !== undefined && !wrapped.has(own)) (this as { match: Match }).match = wrap(own);
      return tell(matched, method, path);
    };
    wrapped.add(match);
    return match;
  };

  const stop = onModuleLoad(
    { name: 'hono', versions: { from: '4', below: '5' }, file: files },
    ({ exports }) => {
      const { prototype } = (exports.SmartRouter ?? exports.PatternRouter) as {
        readonly prototype: { match: Match };
      };
      if (typeof prototype.match !== 'function') return;
      followCurrentRequest();
      prototype.match = wrap(prototype.match);
    },
    onError,
  );
  return () => {
    on = false;
    stop();
  };
}

function asks({ method, url = '' }: IncomingMessage, asked: string, path: string): boolean {
  const isMethod = method === asked || (method === 'HEAD' && asked === 'GET');
  if (!isMethod) return false;
  // Hono decodes some of the path; a path with escapes is taken by its method alone.
  return url.startsWith(path) || url.includes('%') || url.includes('://');
}

/** The route of the first handler that answers; one that takes `next` is middleware. */
function templateOf(handlers: Matched[0]): string | null {
  const routes = handlers.map(([[handler, route]]) => ({
    handler: handler.__COMPOSED_HANDLER ?? handler,
    route,
  }));
  const answering =
    routes.find(({ handler }) => handler.length < 2) ??
    routes.findLast(({ route }) => route.method !== 'ALL');
  return answering?.route.path ?? null;
}
