/**
 * Codes of every error of this package. The first two are thrown at set-up; the rest are what became
 * of a query, and are answered, never thrown at a host application.
 */
export type PrometheusApiErrorCode =
  | 'OBS_PROMAPI_INVALID_OPTION'
  | 'OBS_PROMAPI_SECRET_UNREADABLE'
  | 'OBS_PROMAPI_UNREACHABLE'
  | 'OBS_PROMAPI_TIMEOUT'
  | 'OBS_PROMAPI_ABORTED'
  | 'OBS_PROMAPI_BAD_QUERY'
  | 'OBS_PROMAPI_UNAUTHORIZED'
  | 'OBS_PROMAPI_QUERY_FAILED'
  | 'OBS_PROMAPI_UNAVAILABLE'
  | 'OBS_PROMAPI_REDIRECTED'
  | 'OBS_PROMAPI_UNEXPECTED_STATUS'
  | 'OBS_PROMAPI_MALFORMED'
  | 'OBS_PROMAPI_TOO_LARGE'
  | 'OBS_PROMAPI_CIRCUIT_OPEN'
  | 'OBS_PROMAPI_BUDGET'
  | 'OBS_PROMAPI_REFUSED'
  | 'OBS_PROMAPI_LIMIT'
  | 'OBS_PROMAPI_BUSY';

export interface PrometheusApiErrorDetails extends ErrorOptions {
  /** HTTP status that Prometheus answered, when it answered. */
  readonly status?: number;
  /** True when the error means that no answer came in time; it becomes 504, others 502. */
  readonly late?: boolean;
}

/** An error with a stable `code` and a message that says the way out. Never holds a secret. */
export class PrometheusApiError extends Error {
  readonly code: PrometheusApiErrorCode;
  readonly status: number | undefined;
  readonly late: boolean;

  constructor(
    code: PrometheusApiErrorCode,
    message: string,
    details: PrometheusApiErrorDetails = {},
  ) {
    super(message, details);
    this.name = 'PrometheusApiError';
    this.code = code;
    this.status = details.status;
    this.late = details.late ?? (code === 'OBS_PROMAPI_TIMEOUT' || code === 'OBS_PROMAPI_BUDGET');
  }
}

/** An option has a value that cannot work. */
export function invalidOption(option: string, problem: string, recipe: string): PrometheusApiError {
  return new PrometheusApiError('OBS_PROMAPI_INVALID_OPTION', `${option}: ${problem}. ${recipe}`);
}

/** A file that should hold a secret could not be read. The path is named, its content never is. */
export function secretUnreadable(path: string, cause: unknown): PrometheusApiError {
  return new PrometheusApiError(
    'OBS_PROMAPI_SECRET_UNREADABLE',
    `Cannot read the secret file ${path}. Check that it exists and that this process may read it.`,
    { cause },
  );
}

/** The proxy cannot prove that a query stays within the allow-list. */
export function refused(reason: string): PrometheusApiError {
  return new PrometheusApiError('OBS_PROMAPI_REFUSED', reason);
}

/** A request asks for more than the proxy gives. */
export function overLimit(reason: string): PrometheusApiError {
  return new PrometheusApiError('OBS_PROMAPI_LIMIT', reason);
}

/** Text of others (an error of Prometheus, of the network) on one line and of bounded length. */
export function excerpt(text: string, length = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}...` : line;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
