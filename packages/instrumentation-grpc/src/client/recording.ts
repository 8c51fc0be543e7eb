import { performance } from 'node:perf_hooks';
import type { Claim } from '../claim.js';
import type { ClientCallLike, ClientListener, InterceptorOptionsLike } from '../grpc-module.js';
import type { Method, Methods } from '../recorder.js';
import { ok, statusCode, unimplemented } from '../status.js';

/** Stands between a call and the listener of its caller, and records the call at its status. */
class RecordedCall implements ClientListener {
  readonly #listener: Partial<ClientListener> | undefined;
  readonly #method: Method;
  readonly #begun: number;
  readonly #fail: (error: unknown) => void;
  /** Without a message a method that has one response has failed, whatever the server says. */
  #complete: boolean;
  #ended = false;

  constructor(
    listener: Partial<ClientListener> | undefined,
    method: Method,
    begun: number,
    responseStream: boolean,
    fail: (error: unknown) => void,
  ) {
    this.#listener = listener;
    this.#method = method;
    this.#begun = begun;
    this.#complete = responseStream;
    this.#fail = fail;
  }

  // One parameter: it is how grpc-js tells a listener that hands on by itself.
  onReceiveMetadata(metadata: unknown): void {
    this.#listener?.onReceiveMetadata?.(metadata);
  }

  onReceiveMessage(message: unknown): void {
    if (message !== null) this.#complete = true;
    this.#listener?.onReceiveMessage?.(message);
  }

  onReceiveStatus(status: { readonly code?: unknown }): void {
    if (!this.#ended) {
      this.#ended = true;
      try {
        const code = statusCode(status.code);
        const seen = code === ok && !this.#complete ? unimplemented : code;
        this.#method.record(seen, (performance.now() - this.#begun) / 1000);
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#listener?.onReceiveStatus?.(status);
  }
}

/** Makes the call and records it at its status, unless another recorder does. */
export function recordClientCall(
  options: InterceptorOptionsLike,
  nextCall: (options: InterceptorOptionsLike) => ClientCallLike,
  methods: Methods,
  claim: Claim,
  fail: (error: unknown) => void,
): ClientCallLike {
  const begun = performance.now();
  const { path, responseStream } = options.method_definition;
  const isOurs = !path.startsWith(telemetryPrefix) && claim.take(options);
  const call = nextCall(options);
  if (!isOurs) return call;
  const { start } = call;
  call.start = function (metadata, listener) {
    const recorded = new RecordedCall(listener, methods.get(path), begun, responseStream, fail);
    start.call(this, metadata, recorded);
  };
  return call;
}

/** Telemetry that is sent away is not the application's work: OTLP over gRPC. */
const telemetryPrefix = '/opentelemetry.proto.collector.';
