/** Every code that {@link ObsError} carries; each is explained in the package README. */
export type ObsErrorCode =
  | 'OBS_CONFIG_VALUE'
  | 'OBS_CONFIG_OPTION'
  | 'OBS_CONFIG_DEPENDENCY'
  | 'OBS_INSTRUMENT_CONFLICT'
  | 'OBS_INSTRUMENT_CATALOG'
  | 'OBS_HEALTH_CHECK';

/** A mistake in the set-up. The message says what is wrong and what to do instead. */
export class ObsError extends Error {
  readonly code: ObsErrorCode;

  constructor(code: ObsErrorCode, mistake: string, recipe: string, options?: ErrorOptions) {
    super(`${mistake} ${recipe} [${code}]`, options);
    this.name = 'ObsError';
    this.code = code;
  }
}
