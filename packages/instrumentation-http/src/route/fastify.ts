import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { nameRouteAtOnce } from './named.js';

/** The parts of a Fastify request that say which route handles it. */
interface FastifyRequest {
  readonly raw: IncomingMessage;
  /** Fastify 4.10 and later. Each reading makes an object of a dozen properties. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** What a Fastify request keeps under `fastify.context`: its route, as it was registered. */
interface RouteContext {
  readonly config?: { readonly url?: string | undefined };
}

interface FastifyInstance {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
  /** Adds a property: the constructor of requests assigns its value, in plugins too. */
  decorateRequest(name: symbol, value: undefined): unknown;
}

/** Fastify publishes each instance that is created. */
const created = 'fastify.initialization';

/**
 * Names the routes of every Fastify instance created from now on, as its requests are made: before
 * any hook, so that what an `onRequest` hook of the application refuses (401, 429) has its route too.
 *
 * What all of the instrumentation adds to a hello world of Fastify 5 without sockets, in nanoseconds:
 * 780 with an `onRequest` hook that reads `routeOptions`, 580 with one that reads the context, 460 with
 * a property that every request is given, 570 when routes are guessed from paths. A hook makes Fastify
 * run its hooks, which is 270 bytes of closures a request. Fastify's channel of handler calls would
 * make an object and enter a store for each, and misses what a hook refuses.
 *
 * @param onError gets what goes wrong in here.
 * @returns what stops it; instances that exist go on naming, and do nothing but that.
 */
export function nameFastifyRoutes(onError: (error: unknown) => void): () => void {
  const onCreated = (message: unknown): void => {
    try {
      const { fastify } = message as { readonly fastify: FastifyInstance };
      const prototype = requestPrototype(fastify);
      if (prototype === undefined) fastify.addHook('onRequest', onRequest);
      else nameWhenMade(fastify, prototype, onError);
    } catch (error) {
      onError(error);
    }
  };
  diagnosticsChannel.subscribe(created, onCreated);
  return () => {
    diagnosticsChannel.unsubscribe(created, onCreated);
  };
}

/** What an instance's requests inherit from, where Fastify is built as 4 and 5 are; else undefined. */
function requestPrototype(fastify: FastifyInstance): object | undefined {
  const key = symbolOf(fastify, 'fastify.Request');
  const requests = key && (fastify as unknown as Readonly<Record<symbol, unknown>>)[key];
  if (typeof requests !== 'function' || typeof fastify.decorateRequest !== 'function') return;
  return requests.prototype as object;
}

/** Adds a property whose value, as it is assigned to each new request, goes to a setter. */
function nameWhenMade(
  fastify: FastifyInstance,
  prototype: object,
  onError: (error: unknown) => void,
): void {
  let contextKey: symbol | undefined;
  const name = Symbol('@obs/route');
  fastify.decorateRequest(name, undefined);
  Object.defineProperty(prototype, name, {
    set(this: FastifyRequest & Readonly<Record<symbol, RouteContext | undefined>>) {
      try {
        contextKey ??= symbolOf(this, 'fastify.context');
        const url =
          contextKey === undefined ? this.routeOptions?.url : this[contextKey]?.config?.url;
        nameRouteAtOnce(this.raw, url ?? null);
      } catch (error) {
        onError(error);
      }
    },
  });
}

function symbolOf(target: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(target).find((key) => key.description === description);
}

function onRequest(request: FastifyRequest, _reply: unknown, done: () => void): void {
  nameRouteAtOnce(request.raw, request.routeOptions?.url ?? null);
  done();
}
