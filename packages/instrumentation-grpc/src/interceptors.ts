import type { Interceptor, ServerInterceptor } from '@grpc/grpc-js';
import type { GrpcOptions } from './options.js';
import { GrpcWatch } from './watch.js';

/** Interceptors that record; nothing is patched. */
export interface GrpcInterceptors {
  /**
   * For `new grpc.Server({ interceptors: [serverInterceptor, ...] })`. Wherever it stands, it records
   * the status that goes over the network. It does not see calls to methods that the server does not
   * have: grpc-js answers these before any interceptor.
   */
  readonly serverInterceptor: ServerInterceptor;
  /**
   * For `new Client(target, credentials, { interceptors: [clientInterceptor(target), ...] })`. Put it
   * first, so that it records what the caller sees, and a call once that a later one retries.
   *
   * @param target what the client is given as its address; without it the calls have no
   *   `server.address`.
   */
  clientInterceptor(target?: string): Interceptor;
}

/**
 * Makes interceptors for servers and clients that one wants recorded, where `instrumentGrpc` would
 * record all.
 *
 * @throws GrpcInstrumentationError when families or limits are wrong. Recording never throws.
 */
export function grpcInterceptors(options: GrpcOptions): GrpcInterceptors {
  const watch = new GrpcWatch();
  watch.start(options);
  return {
    serverInterceptor: watch.intercept as unknown as ServerInterceptor,
    clientInterceptor: (target) => watch.interceptorFor(target) as unknown as Interceptor,
  };
}
