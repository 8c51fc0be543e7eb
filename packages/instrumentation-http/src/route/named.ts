import type { IncomingMessage } from 'node:http';

/**
 * Where a framework's route template is left on the raw request: a string, or null when the
 * framework looked and no route matched. Registered, so that hooks loaded elsewhere can set it.
 */
const namedRoute: unique symbol = Symbol.for('@obs/http-route') as never;

/** A template, null where nothing matched, or a function that tells when the request has ended. */
type Name = string | null | (() => string | null | undefined);

/** A raw request that may carry its route. With HTTP/2 its stream carries it. */
interface NamedRequest {
  [namedRoute]?: Name;
}

/** Leaves a route on a raw request. */
export function nameRoute(request: IncomingMessage, name: Name): void {
  const { stream } = request as { stream?: NamedRequest };
  ((stream ?? request) as NamedRequest)[namedRoute] = name;
}

/** The route that was left on a raw request or on the stream of one; undefined when there is none. */
export function routeNameOf(request: object): string | null | undefined {
  const name = (request as NamedRequest)[namedRoute];
  return typeof name === 'function' ? name() : name;
}

/**
 * Says under which route a request is recorded; for routers that this package does not know.
 *
 * @param request the raw Node request; call it any time before the response ends.
 * @param template the route's template, `/users/:id`, never the path with its ids; null when no
 *   route matched, which records the request as `unmatched`.
 */
export function setHttpRoute(request: IncomingMessage, template: string | null): void {
  nameRoute(request, template);
}
