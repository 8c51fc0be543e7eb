import { Claim } from '../claim.js';
import type { ServerCallLike } from '../grpc-module.js';
import type { StatusCode } from '../status.js';
import { CallEnd, innermostCall } from './call-end.js';

class Listener extends CallEnd {
  readonly #ended: (code: number) => void;

  constructor(call: ServerCallLike, ended: (code: number) => void) {
    super(call);
    this.#ended = ended;
  }

  protected override ended(code: StatusCode): void {
    try {
      this.#ended(code);
    } catch {
      // What a listener throws must not end the call.
    }
  }
}

/**
 * Calls `ended` once when a server call ends, with its status code (0 to 16): for interceptors that
 * record or log on their own. A stream that closed without a status is 1, CANCELLED, or 4,
 * DEADLINE_EXCEEDED, when its deadline has passed. What `ended` throws is ignored.
 *
 * @param call what a server interceptor is given, at any place in the chain.
 * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` when it is none of a known version of grpc-js.
 */
export function onServerCallEnd(call: object, ended: (code: number) => void): void {
  new Listener(call as ServerCallLike, ended);
}

/**
 * Claims the recording of a server call under some families: false when the instrumentation, or
 * whoever asked before, records one of them in the same place already. For interceptors that record
 * on their own, so that nothing is counted twice.
 *
 * @param destination the meter provider that they are recorded with.
 * @param names the families' OpenTelemetry names.
 * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` as {@link onServerCallEnd}.
 */
export function claimServerCall(
  call: object,
  destination: object,
  names: readonly string[],
): boolean {
  const innermost = innermostCall(call as ServerCallLike);
  return new Claim(destination, names).take(innermost);
}
