import type { GrpcOptions } from './options.js';
import { GrpcWatch } from './watch.js';

/** A `ServerInterceptor` of grpc-js, whose types this package does without. */
export type GrpcServerInterceptor = (
  method: { readonly path: string },
  call: object,
  // biome-ignore lint/suspicious/noExplicitAny: grpc-js wants its own class, and gets what it gave.
) => any;

/** An `Interceptor` of grpc-js, for clients. */
export type GrpcClientInterceptor = (
  options: object,
  // biome-ignore lint/suspicious/noExplicitAny: what grpc-js gives is handed back to it.
  nextCall: (options: any) => any,
  // biome-ignore lint/suspicious/noExplicitAny: as above.
) => any;

/** Interceptors that record; nothing is patched. */
export interface GrpcInterceptors {
  /**
   * For `new grpc.Server({ interceptors: [serverInterceptor, ...] })`. Wherever it stands, it records
   * the status that goes over the network. It does not see calls to methods that the server does not
   * have: grpc-js answers these before any interceptor.
   */
  readonly serverInterceptor: GrpcServerInterceptor;
  /**
   * For `new Client(target, credentials, { interceptors: [clientInterceptor(target), ...] })`. Put it
   * first, so that it records what the caller sees, and a call once that a later one retries.
   *
   * @param target what the client is given as its address; without it the calls have no
   *   `server.address`.
   */
  clientInterceptor(target?: string): GrpcClientInterceptor;
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
    serverInterceptor: watch.intercept as GrpcServerInterceptor,
    clientInterceptor: (target) => watch.interceptorFor(target) as GrpcClientInterceptor,
  };
}
