/**
 * What of `@grpc/grpc-js` is used, so that this package needs neither the module nor its types: the
 * application hands its own module in, and interceptors are of that module's types.
 */
export interface GrpcModule {
  readonly ServerInterceptingCall: new (call: never, responder?: never) => object;
}

/** A server interceptor of the module `G`. */
export type GrpcServerInterceptor<G extends GrpcModule> = (
  method: { readonly path: string },
  call: ConstructorParameters<G['ServerInterceptingCall']>[0],
) => InstanceType<G['ServerInterceptingCall']>;

/** A status on its way to the client. */
export interface Status {
  readonly code?: unknown;
  readonly details?: unknown;
}

/** A call as the next interceptor towards the network sees it. */
export interface Call {
  sendStatus(status: Status): void;
}

/** What an interceptor may do with what goes in and out. */
export interface Responder {
  start(next: (listener: Listener) => void): void;
}

interface Listener {
  onReceiveMetadata(metadata: unknown, next: (metadata: unknown) => void): void;
  onReceiveMessage(message: unknown, next: (message: unknown) => void): void;
  onReceiveHalfClose(next: () => void): void;
}

export type InterceptingCallClass = new (call: Call, responder: Responder) => object;
