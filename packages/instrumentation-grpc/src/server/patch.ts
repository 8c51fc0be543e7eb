import { performance } from 'node:perf_hooks';
import { GrpcInstrumentationError } from '../errors.js';
import type { GrpcServer, ServerInterceptorLike, ServerPrototype } from '../grpc-module.js';
import { unimplemented } from '../status.js';

/** What is done with the calls of servers. Neither may throw. */
export interface ServerHooks {
  /** Becomes the interceptor next to the network. */
  readonly intercept: ServerInterceptorLike;
  /** A call to a method that the server does not have was answered. `millis` is how long that took. */
  readonly unknownMethod: (millis: number) => void;
}

/**
 * Hooks the servers that are bound from now on, of all that share the prototype.
 *
 * @returns takes the hooks away again; servers bound meanwhile keep them.
 * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` when the prototype is not that of grpc-js.
 */
export function patchServers(prototype: ServerPrototype, hooks: ServerHooks): () => void {
  const { _setupHandlers: setUp, _respondWithError: respond } = prototype;
  if (typeof setUp !== 'function' || typeof respond !== 'function') {
    throw new GrpcInstrumentationError(
      'OBS_GRPC_MODULE',
      'The class Server is not that of a known @grpc/grpc-js.',
      'Use 1.10 to 1.14, or a later version of this package.',
    );
  }
  const takesExtra = setUp.length > 1;
  const { intercept } = hooks;

  function patchedSetUp(this: GrpcServer, http2Server: unknown, extra?: ServerInterceptorLike[]) {
    if (takesExtra) return setUp.call(this, http2Server, [intercept, ...(extra ?? [])]);
    if (!this.interceptors.includes(intercept)) {
      this.interceptors = [intercept, ...this.interceptors];
    }
    return setUp.call(this, http2Server);
  }

  // grpc-js answers so when no handler is there, before any interceptor.
  function patchedRespond(this: GrpcServer, error: { code?: unknown }, ...rest: unknown[]) {
    const begun = performance.now();
    respond.call(this, error, ...rest);
    if (error?.code === unimplemented) hooks.unknownMethod(performance.now() - begun);
  }

  prototype._setupHandlers = patchedSetUp;
  prototype._respondWithError = patchedRespond;
  return () => {
    // Somebody else may have patched since; what is left of ours then does nothing.
    if (prototype._setupHandlers === patchedSetUp) prototype._setupHandlers = setUp;
    if (prototype._respondWithError === patchedRespond) prototype._respondWithError = respond;
  };
}
