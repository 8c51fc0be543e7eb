import { GrpcInstrumentationError } from '../errors.js';
import type { CallEventTracker, ServerCallLike } from '../grpc-module.js';
import { cancelled, deadlineExceeded, type StatusCode, statusCode } from '../status.js';

/** How far the clocks of both sides of a deadline may be apart: a rounding, a timer, the network. */
const slackMillis = 25;

/**
 * Stands in for the tracker of a call and hears its end, which grpc-js tells exactly once: with the
 * status that was sent, whoever sent it (handler, interceptor, deadline, a message that cannot be
 * read), or when the stream closed before one was.
 */
export abstract class CallEnd implements CallEventTracker {
  readonly #call: ServerCallLike;
  readonly #tracker: CallEventTracker | null;
  #closed = false;

  /**
   * @throws GrpcInstrumentationError `OBS_GRPC_MODULE` when the call is none of a known version of
   *   grpc-js.
   */
  constructor(call: ServerCallLike) {
    const innermost = innermostCall(call);
    this.#call = innermost;
    this.#tracker = innermost.callEventTracker ?? null;
    innermost.callEventTracker = this;
  }

  /** Called once. May not throw. */
  protected abstract ended(code: StatusCode): void;

  addMessageSent(): void {
    this.#tracker?.addMessageSent();
  }

  addMessageReceived(): void {
    this.#tracker?.addMessageReceived();
  }

  onStreamEnd(success: boolean): void {
    this.#closed = !success;
    this.#tracker?.onStreamEnd(success);
  }

  onCallEnd(status: { readonly code?: unknown }): void {
    this.ended(this.#closed ? this.#whyClosed() : statusCode(status.code));
    this.#tracker?.onCallEnd(status);
  }

  /** At a deadline both sides give up; the client's cancellation often comes just before the server's own. */
  #whyClosed(): StatusCode {
    const millisLeft = Number(this.#call.getDeadline()) - Date.now();
    return millisLeft <= slackMillis ? deadlineExceeded : cancelled;
  }
}

/** The call at the network's end, whatever interceptors have put around it. */
export function innermostCall(call: ServerCallLike): ServerCallLike {
  let innermost = call;
  while (innermost.nextCall !== undefined) innermost = innermost.nextCall;
  if ('callEventTracker' in innermost) return innermost;
  throw new GrpcInstrumentationError(
    'OBS_GRPC_MODULE',
    'A server call has no event tracker, so its end cannot be seen.',
    'Use @grpc/grpc-js from 1.10 to 1.14, or a later version of this package.',
  );
}
