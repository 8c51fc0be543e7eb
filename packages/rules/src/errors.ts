/** Every code that {@link RulesError} carries; each is explained in the package README. */
export type RulesErrorCode =
  | 'OBS_RULES_PROMQL'
  | 'OBS_RULES_USAGE'
  | 'OBS_RULES_CATALOG_FILE'
  | 'OBS_RULES_NOTHING_EXPORTED'
  | 'OBS_RULES_SYSTEM'
  | 'OBS_RULES_DUPLICATE'
  | 'OBS_RULES_BUCKET'
  | 'OBS_RULES_OBJECTIVE'
  | 'OBS_RULES_DASHBOARD'
  | 'OBS_RULES_FILE'
  | 'OBS_RULES_WAIVER'
  | 'OBS_RULES_WRITE';

/** Something that cannot be generated or linted. The message names the place and the way out. */
export class RulesError extends Error {
  readonly code: RulesErrorCode;

  constructor(code: RulesErrorCode, message: string, options: ErrorOptions = {}) {
    super(`${message} [${code}]`, options);
    this.name = 'RulesError';
    this.code = code;
  }
}

/** A text that is no PromQL, with the position (in characters) of what cannot be read. */
export class PromqlError extends RulesError {
  readonly at: number;
  /** What is wrong, without the code. */
  readonly problem: string;

  constructor(problem: string, at: number) {
    super('OBS_RULES_PROMQL', `PromQL: ${problem} at character ${at + 1}.`);
    this.name = 'PromqlError';
    this.problem = problem;
    this.at = at;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
