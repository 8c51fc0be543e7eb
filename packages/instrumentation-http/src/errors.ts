/** Every code that {@link HttpInstrumentationError} carries; each is explained in the package README. */
export type HttpInstrumentationErrorCode = 'OBS_HTTP_LABELS' | 'OBS_HTTP_LIMIT';

/** A mistake in what `instrumentHttpServer` was given. The message names it and the way out. */
export class HttpInstrumentationError extends Error {
  readonly code: HttpInstrumentationErrorCode;

  constructor(code: HttpInstrumentationErrorCode, mistake: string, recipe: string) {
    super(`${mistake} ${recipe} [${code}]`);
    this.name = 'HttpInstrumentationError';
    this.code = code;
  }
}
