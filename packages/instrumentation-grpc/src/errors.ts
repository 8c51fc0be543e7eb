/** Every code that {@link GrpcInstrumentationError} carries; each is explained in the package README. */
export type GrpcInstrumentationErrorCode = 'OBS_GRPC_LABELS' | 'OBS_GRPC_LIMIT' | 'OBS_GRPC_MODULE';

/** A mistake in what the instrumentation was given. The message names it and the way out. */
export class GrpcInstrumentationError extends Error {
  readonly code: GrpcInstrumentationErrorCode;

  constructor(code: GrpcInstrumentationErrorCode, mistake: string, recipe: string) {
    super(`${mistake} ${recipe} [${code}]`);
    this.name = 'GrpcInstrumentationError';
    this.code = code;
  }
}
