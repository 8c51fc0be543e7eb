/** Every code that {@link RecorderError} carries; each is explained in the package README. */
export type RecorderErrorCode = 'OBS_RECORDER_CLOCK' | 'OBS_RECORDER_PRICE' | 'OBS_RECORDER_GRPC';

/** A mistake in setting recorders up; recording itself never throws. The message says the way out. */
export class RecorderError extends Error {
  readonly code: RecorderErrorCode;

  constructor(code: RecorderErrorCode, mistake: string, recipe: string) {
    super(`${mistake} ${recipe} [${code}]`);
    this.name = 'RecorderError';
    this.code = code;
  }
}
