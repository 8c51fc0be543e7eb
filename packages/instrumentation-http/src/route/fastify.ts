import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { nameRoute } from './named.js';

/** The parts of Fastify 4 and 5 that say which route handles a request. */
interface FastifyRequest {
  readonly raw: IncomingMessage;
  /** Fastify 4.10 and later. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

interface FastifyInstance {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

/**
 * Fastify publishes each instance that is created. A hook for its own channel of handler calls
 * would miss what an `onRequest` hook of the application rejects (401, 429), so the first
 * `onRequest` hook names the route instead.
 */
const created = 'fastify.initialization';

/**
 * Names the routes of every Fastify instance created from now on.
 *
 * @param onError gets what an instance throws that refuses the hook.
 * @returns what stops it; instances that exist keep their hook, which does nothing but name.
 */
export function nameFastifyRoutes(onError: (error: unknown) => void): () => void {
  const onCreated = (message: unknown): void => {
    try {
      (message as { readonly fastify: FastifyInstance }).fastify.addHook('onRequest', onRequest);
    } catch (error) {
      onError(error);
    }
  };
  diagnosticsChannel.subscribe(created, onCreated);
  return () => {
    diagnosticsChannel.unsubscribe(created, onCreated);
  };
}

function onRequest(request: FastifyRequest, _reply: unknown, done: () => void): void {
  nameRoute(request.raw, request.routeOptions?.url ?? null);
  done();
}
