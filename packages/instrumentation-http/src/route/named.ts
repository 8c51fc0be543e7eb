import type { IncomingMessage } from 'node:http';

/**
 * Where a framework's route template is left on the raw request: a string, or null when the
 * framework looked and no route matched. Registered, so that hooks loaded elsewhere can set it.
 */
export const namedRoute: unique symbol = Symbol.for('@obs/http-route') as never;

/** A raw request that may carry its route. */
export interface NamedRequest {
  [namedRoute]?: string | null | undefined;
}

/**
 * Says under which route a request is recorded; for routers that this package does not know.
 *
 * @param request the raw Node request; call it any time before the response ends.
 * @param template the route's template, `/users/:id`, never the path with its ids; null when no
 *   route matched, which records the request as `unmatched`.
 */
export function setHttpRoute(request: IncomingMessage, template: string | null): void {
  (request as NamedRequest)[namedRoute] = template;
}
