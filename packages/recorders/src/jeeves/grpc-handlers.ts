import { errorReport, type GrpcServerOptions } from './grpc-interceptors.js';
import { codeOf } from './grpc-requests.js';

type Handler = (
  call: StreamCall,
  callback?: (error: unknown, ...rest: unknown[]) => void,
) => unknown;

interface StreamCall {
  readonly path?: string;
  getPath?(): string;
  emit?(event: 'error', error: unknown): boolean;
}

/** A status for the client. */
interface StatusError {
  readonly code: number;
  readonly details: string;
}

/**
 * Wraps the handlers of a service, given as for `server.addService`: one that throws, or whose
 * promise rejects, is answered: with the error's own status when it has a gRPC `code`, with
 * INTERNAL otherwise, without its message. (grpc-js ignores what a handler returns, so a rejection
 * would end the process.)
 */
export function recoverGrpcHandlers<I extends object>(
  implementation: I,
  options: GrpcServerOptions,
): I {
  const report = errorReport(options);
  return new Proxy(implementation, {
    get(target, key) {
      const handler: unknown = Reflect.get(target, key, target);
      return typeof handler === 'function'
        ? recovering(target, handler as Handler, report)
        : handler;
    },
  });
}

function recovering(
  owner: object,
  handler: Handler,
  report: (error: unknown, method: string) => void,
): Handler {
  return (call, callback) => {
    let answered = false;
    const answer =
      callback &&
      ((error: unknown, ...rest: unknown[]) => {
        answered = true;
        callback(error, ...rest);
      });
    const fail = (error: unknown) => {
      const status = statusOf(error);
      if (status.code === internal)
        report(error, call?.getPath?.() ?? call?.path ?? 'a gRPC method');
      if (answered) return;
      if (answer === undefined) call?.emit?.('error', status);
      else answer(status);
    };
    try {
      const outcome = handler.call(owner, call, answer);
      void Promise.resolve(outcome).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

const internal = 13;

function statusOf(error: unknown): StatusError {
  const { code, details, message } = (error ?? {}) as Partial<Record<string, unknown>>;
  if (typeof code === 'number' && (code === codeOf(error) || code === internal)) {
    return { code, details: String(details ?? message ?? '') };
  }
  return { code: internal, details: 'Internal error' };
}
