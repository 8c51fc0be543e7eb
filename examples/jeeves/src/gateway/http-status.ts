import { status } from '@grpc/grpc-js';

/** What a gRPC status is in HTTP, after google/rpc/code.proto; 502 where the engine is to blame. */
const byCode: Readonly<Record<number, number>> = {
  [status.OK]: 200,
  [status.CANCELLED]: 499,
  [status.INVALID_ARGUMENT]: 400,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.FAILED_PRECONDITION]: 412,
  [status.ABORTED]: 409,
  [status.OUT_OF_RANGE]: 416,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.DATA_LOSS]: 502,
  [status.UNAUTHENTICATED]: 401,
};

/** 500 for `UNKNOWN`, `INTERNAL` and anything that is no gRPC error. */
export function httpStatusOf(error: unknown): number {
  return byCode[(error as { code?: number }).code ?? -1] ?? 500;
}
