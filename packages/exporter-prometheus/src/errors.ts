/** Codes of every error that this package throws on its set-up path. */
export type ExporterErrorCode =
  | 'OBS_PROM_INVALID_OPTION'
  | 'OBS_PROM_NOT_BOUND'
  | 'OBS_PROM_SECRET_UNREADABLE'
  | 'OBS_PROM_SERVER_CLOSED';

/** An error with a stable `code` and a message that says the way out. Never holds a secret. */
export class ExporterError extends Error {
  readonly code: ExporterErrorCode;

  constructor(code: ExporterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExporterError';
    this.code = code;
  }
}

/** An option has a value that cannot work. */
export function invalidOption(option: string, problem: string, recipe: string): ExporterError {
  return new ExporterError('OBS_PROM_INVALID_OPTION', `${option}: ${problem}. ${recipe}`);
}

/** A scrape came before the exporter was given to a MeterProvider. */
export function notBound(): ExporterError {
  return new ExporterError(
    'OBS_PROM_NOT_BOUND',
    'The exporter has no MeterProvider. Pass it in the readers: new MeterProvider({ readers: [exporter] }).',
  );
}

/** A file that should hold a secret could not be read. The path is named, its content never is. */
export function secretUnreadable(path: string, cause: unknown): ExporterError {
  return new ExporterError(
    'OBS_PROM_SECRET_UNREADABLE',
    `Cannot read the secret file ${path}. Check that it exists and that this process may read it.`,
    { cause },
  );
}

/** `listen()` after `close()`. */
export function serverClosed(): ExporterError {
  return new ExporterError(
    'OBS_PROM_SERVER_CLOSED',
    'This MetricsServer was closed. Make a new one to listen again.',
  );
}
