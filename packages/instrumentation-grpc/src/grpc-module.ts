/**
 * What of `@grpc/grpc-js` is used that its types do not show. Found in every version from 1.10.0 to
 * 1.14.7; a test runs both ends of that range.
 */
export interface GrpcModule {
  readonly Server: { readonly prototype: ServerPrototype };
  readonly Client: ClientClass;
  readonly credentials: { createInsecure(): unknown };
}

/** Called once a server that is bound, and once a call to a method that it does not have. */
export interface ServerPrototype {
  /** Interceptors of credentials come as the second argument since 1.12. */
  _setupHandlers(this: GrpcServer, http2Server: unknown, extra?: ServerInterceptorLike[]): void;
  _respondWithError(this: GrpcServer, error: { readonly code?: unknown }, ...rest: unknown[]): void;
}

export interface GrpcServer {
  /** In the order from the network to the handler. */
  interceptors: ServerInterceptorLike[];
}

export type ServerInterceptorLike = (
  method: { readonly path: string },
  call: ServerCallLike,
) => unknown;

/** The innermost call has a tracker; those of interceptors have the call that they wrap. */
export interface ServerCallLike {
  readonly nextCall?: ServerCallLike;
  callEventTracker?: CallEventTracker | null;
  getDeadline(): Date | number;
}

/** Whom grpc-js tells what happens to a call: its channelz service, when that is on. */
export interface CallEventTracker {
  addMessageSent(): void;
  addMessageReceived(): void;
  /** Before `onCallEnd`; false when the stream closed before a status was sent. */
  onStreamEnd(success: boolean): void;
  /** Exactly once a call. */
  onCallEnd(status: { readonly code?: unknown }): void;
}

export type ClientClass = {
  readonly prototype: ClientPrototype;
  new (address: string, credentials: unknown, options: object): object;
};

/** The two methods that read the arguments of every call of a client, generated or generic. */
export interface ClientPrototype {
  checkOptionalUnaryResponseArguments(...given: unknown[]): CheckedArguments;
  checkMetadataAndOptions(...given: unknown[]): CheckedArguments;
}

/** A fresh object a call. */
export interface CheckedArguments {
  options: CallOptionsLike;
}

export interface CallOptionsLike {
  readonly interceptors?: readonly ClientInterceptorLike[];
  readonly interceptor_providers?: readonly unknown[];
}

export type ClientInterceptorLike = (
  options: InterceptorOptionsLike,
  nextCall: (options: InterceptorOptionsLike) => ClientCallLike,
) => unknown;

/** A fresh object a call. */
export interface InterceptorOptionsLike {
  readonly method_definition: { readonly path: string; readonly responseStream: boolean };
}

export interface ClientCallLike {
  start(metadata: unknown, listener?: Partial<ClientListener>): void;
}

export interface ClientListener {
  onReceiveMetadata(metadata: unknown): void;
  onReceiveMessage(message: unknown): void;
  onReceiveStatus(status: { readonly code?: unknown }): void;
}
