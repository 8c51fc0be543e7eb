import { instruments } from '@obs/core';
import { jeeves as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from '../shared/clock.js';
import { type ExecutionRecorders, executionRecorders } from './executions.js';
import { recoverGrpcHandlers } from './grpc-handlers.js';
import { type GrpcServerOptions, grpcServerInterceptors } from './grpc-interceptors.js';
import { type GrpcRecorders, grpcRecorders } from './grpc-requests.js';
import type { GrpcModule, GrpcServerInterceptor } from './grpc-types.js';
import { type LlmOptions, type LlmRecorders, llmRecorders } from './llm.js';

export interface JeevesOptions extends RecorderOptions, LlmOptions {}

/** Recorders of jeeves. None of those that record throws, whatever it is given. */
export interface Jeeves extends ExecutionRecorders, LlmRecorders, GrpcRecorders {
  /**
   * Interceptors for `new grpc.Server({ interceptors })`: recovery, metrics, and logging when there
   * is a log, in this order from the network to the handlers. They count every request to a method
   * that the server has, unary or streaming, with its full name.
   *
   * @param grpc the module `@grpc/grpc-js` that the application uses, 1.10 or later.
   * @throws RecorderError `OBS_RECORDER_GRPC` when it is something else.
   */
  grpcServerInterceptors<G extends GrpcModule>(
    grpc: G,
    options?: GrpcServerOptions,
  ): GrpcServerInterceptor<G>[];
  /**
   * Wraps the handlers of a service, for `server.addService(definition, handlers)`: one that throws,
   * or whose promise rejects, is answered with the error's own status when it has a gRPC `code`,
   * else with INTERNAL. (grpc-js ignores what a handler returns: a rejection would end the process.)
   */
  recoverGrpcHandlers<I extends object>(implementation: I, options?: GrpcServerOptions): I;
}

/**
 * Makes recorders on the global meter. The outcomes of orchestrations and meta-validations exist at
 * zero from here on; the statuses of a pipeline, an agent, a model or a method from its first event.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createJeeves(options: JeevesOptions = {}): Jeeves {
  const now = clockOf(options);
  const metrics = instruments(catalog);
  const grpcRequests = grpcRecorders(metrics, now);
  return Object.freeze<Jeeves>({
    ...executionRecorders(metrics, now),
    ...llmRecorders(metrics, now, options),
    ...grpcRequests,
    grpcServerInterceptors: (grpc, serverOptions = {}) =>
      grpcServerInterceptors(
        grpc,
        (method, status, durationSeconds) =>
          grpcRequests.recordGrpcRequest({ method, status, durationSeconds }),
        now,
        serverOptions,
      ),
    recoverGrpcHandlers: (implementation, serverOptions = {}) =>
      recoverGrpcHandlers(implementation, serverOptions),
  });
}

/** Recorders with `performance.now` as their clock, without prices and without deprecated aliases. */
export const jeeves: Jeeves = createJeeves();
