import type { Call, InterceptingCallClass, Status } from './grpc-types.js';

const cancelled = 1;
const deadlineExceeded = 4;

/** Who wants to know the status that a call ends with. */
type EndListener = (code: unknown) => void;

/**
 * Those who listen to a call, by every call object that stands for it. grpc-js sends some statuses
 * from its innermost call (deadline, a message that cannot be read or written, one too large):
 * interceptors do not see these, they would look like a cancellation by the client.
 */
const listeners = new WeakMap<object, Set<EndListener>>();

/** Lets the endings of the innermost call be heard. For the first interceptor of a chain. */
export function hearStatuses(call: Call): Set<EndListener> {
  const known = listeners.get(call);
  if (known !== undefined) return known;
  const heard = new Set<EndListener>();
  listeners.set(call, heard);
  const send = call.sendStatus;
  call.sendStatus = function (this: Call, status: Status) {
    for (const listener of heard) listener(status?.code);
    send.call(this, status);
  };
  return heard;
}

/** Lets another object stand for the call of `heard`. */
export function standsFor(call: object, heard: Set<EndListener>): void {
  listeners.set(call, heard);
}

/** Wraps a call so that `ended` is called once, with the code of the status it ends with. */
export function endingCall(
  ServerInterceptingCall: InterceptingCallClass,
  call: Call,
  ended: EndListener,
): object {
  let open = true;
  const end = (code: unknown) => {
    if (!open) return;
    open = false;
    heard.delete(end);
    ended(code);
  };
  const heard = hearStatuses(call);
  heard.add(end);
  const wrapped = new ServerInterceptingCall(call, {
    start(next) {
      next({
        onCancel: () => end(isOverdue(call) ? deadlineExceeded : cancelled),
      });
    },
    sendStatus(status, next) {
      end(status?.code);
      next(status);
    },
  });
  standsFor(wrapped, heard);
  return wrapped;
}

/** Whether the client's deadline has passed: both sides then cancel, and either may be first. */
function isOverdue(call: Call): boolean {
  return Number(call.getDeadline()) <= Date.now();
}
