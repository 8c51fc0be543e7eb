import { jeeves } from '@obs/semconv';
import type { Clock } from '../shared/clock.js';
import { type Duration, secondsOf } from '../shared/duration.js';
import { measure } from '../shared/measure.js';
import { safely } from '../shared/safely.js';
import type { JeevesMetrics } from './executions.js';

/** The statuses in the order of their codes, 0 to 16. */
const statuses = jeeves.metrics.grpcRequests.labels.status;

/** `success`, or the name of a status code as the gRPC specification spells it. */
export type GrpcStatus = (typeof statuses)[number];

/** The status of a code; one that gRPC does not have is `UNKNOWN`, as it is to a gRPC client. */
export function grpcStatus(code: unknown): GrpcStatus {
  return (typeof code === 'number' ? statuses[code] : undefined) ?? 'UNKNOWN';
}

/** The code of an error that stands for a gRPC status; 2, UNKNOWN, for any other. */
export function codeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'number' && code > 0 && statuses[code] !== undefined ? code : 2;
}

/** Recorders of gRPC requests, for servers that the interceptors do not fit. */
export interface GrpcRecorders {
  /** Records a request that ended. `method` is the full name: `/engine.v1.EngineService/ExecutePipeline`. */
  recordGrpcRequest(request: { method: string; status: GrpcStatus } & Duration): void;
  /**
   * Answers a request and records it: `success`, or the status of the `code` of what `work` throws
   * (`UNKNOWN` when it has none).
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withGrpcRequest<T>(labels: { method: string }, work: () => T | PromiseLike<T>): Promise<T>;
}

export function grpcRecorders(metrics: JeevesMetrics, now: Clock): GrpcRecorders {
  const record = (method: string, status: GrpcStatus, seconds: number) => {
    metrics.grpcRequests.add(1, { method, status });
    metrics.grpcRequestDuration.record(seconds, { method });
  };
  return {
    recordGrpcRequest(request) {
      safely('jeeves.recordGrpcRequest', () => {
        record(request.method, request.status, secondsOf(request));
      });
    },
    withGrpcRequest(labels, work) {
      // No span: calls have theirs from the instrumentation of gRPC, which also carries the context.
      return measure(
        'jeeves.withGrpcRequest',
        now,
        () => work(),
        ({ failed, error, seconds }) =>
          record(labels.method, failed ? grpcStatus(codeOf(error)) : 'success', seconds),
      );
    },
  };
}
