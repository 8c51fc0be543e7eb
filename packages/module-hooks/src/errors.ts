/** Every code that {@link ModuleHooksError} carries; each is explained in the package README. */
export type ModuleHooksErrorCode = 'OBS_MODULE_NAME' | 'OBS_MODULE_FILE' | 'OBS_MODULE_VERSIONS';

/** A mistake in what `onModuleLoad` was given. The message names it and the way out. */
export class ModuleHooksError extends Error {
  readonly code: ModuleHooksErrorCode;

  constructor(code: ModuleHooksErrorCode, mistake: string, recipe: string) {
    super(`${mistake} ${recipe} [${code}]`);
    this.name = 'ModuleHooksError';
    this.code = code;
  }
}
