/** Every code of {@link MetricsError}, with what it means. The README table is checked against this list. */
export const errorCodes = {
  OBS_VIEW_SELECTOR_MISSING: 'A view has no selector: it would apply to nothing, or to everything.',
  OBS_VIEW_NAME_AMBIGUOUS: 'A view with a name selects more than one instrument.',
  OBS_VIEW_OPTION_INVALID: 'An option of a view is outside its range.',
  OBS_OPTION_INVALID: 'An option of the MeterProvider is outside its range.',
  OBS_PROVIDER_SHUT_DOWN: 'The MeterProvider was shut down and accepts no configuration any more.',
} as const;

export type MetricsErrorCode = keyof typeof errorCodes;

/** Thrown by the set-up path only, never while recording. The message says how to get out. */
export class MetricsError extends Error {
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(message);
    this.name = 'MetricsError';
    this.code = code;
  }
}
