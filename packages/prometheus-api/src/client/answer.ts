import { excerpt, PrometheusApiError, type PrometheusApiErrorCode } from '../errors.js';
import { isRecord } from './result.js';
import type { RawAnswer } from './transport.js';

/** The `data` of an answer, with what Prometheus wants said about it. */
export interface Answer {
  readonly data: unknown;
  readonly warnings: readonly string[];
}

/**
 * Takes an answer apart: gives its `data`, or throws what went wrong, told apart by status and by the
 * `errorType` that Prometheus puts into its JSON.
 */
export function takeApart(answer: RawAnswer, url: string): Answer {
  if (answer.status >= 300 && answer.status < 400) throw redirected(answer, url);
  const json = parse(answer);
  if (json === undefined || (json['status'] !== 'success' && json['status'] !== 'error')) {
    throw answer.status >= 400 ? ofStatus(answer, url) : malformed(answer, url);
  }
  if (json['status'] === 'error') throw ofErrorType(json, answer, url);
  if (answer.status >= 400) throw ofStatus(answer, url);
  const warnings = Array.isArray(json['warnings']) ? json['warnings'] : [];
  return { data: json['data'], warnings: warnings.filter((text) => typeof text === 'string') };
}

/** An answer that is not what the API promises. */
export function malformed(answer: RawAnswer, url: string): PrometheusApiError {
  const kind =
    answer.contentType === '' ? 'without a content type' : excerpt(answer.contentType, 60);
  return new PrometheusApiError(
    'OBS_PROMAPI_MALFORMED',
    `${url} answered ${answer.status} (${kind}), but not the JSON of the Prometheus API. Is it Prometheus, or a proxy or login page before it?`,
    { status: answer.status },
  );
}

function parse(answer: RawAnswer): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(answer.body).toString('utf8'));
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function redirected({ status, location }: RawAnswer, url: string): PrometheusApiError {
  const target = location === undefined ? 'elsewhere' : `to ${withoutSecrets(location, url)}`;
  return new PrometheusApiError(
    'OBS_PROMAPI_REDIRECTED',
    `${url} answered ${status} and leads ${target}; redirects are not followed. Give the final URL, or credentials if that is a login page.`,
    { status },
  );
}

/** Where a redirect leads, without user, query and fragment, which may carry tokens. */
function withoutSecrets(location: string, base: string): string {
  if (!URL.canParse(location, base)) return 'elsewhere';
  const { origin, pathname } = new URL(location, base);
  return excerpt(`${origin}${pathname}`, 120);
}

const codeOfType: Readonly<Record<string, PrometheusApiErrorCode>> = {
  bad_data: 'OBS_PROMAPI_BAD_QUERY',
  execution: 'OBS_PROMAPI_QUERY_FAILED',
  timeout: 'OBS_PROMAPI_TIMEOUT',
  canceled: 'OBS_PROMAPI_UNAVAILABLE',
  unavailable: 'OBS_PROMAPI_UNAVAILABLE',
};

function ofErrorType(
  json: Record<string, unknown>,
  { status }: RawAnswer,
  url: string,
): PrometheusApiError {
  const code = codeOfType[String(json['errorType'])] ?? codeOfStatus(status);
  const text = excerpt(typeof json['error'] === 'string' ? json['error'] : 'no reason given');
  return new PrometheusApiError(code, `${url} refused the query: ${text}`, { status });
}

function ofStatus(answer: RawAnswer, url: string): PrometheusApiError {
  const { status } = answer;
  const text = answer.contentType.startsWith('text/plain')
    ? `: ${excerpt(Buffer.from(answer.body.subarray(0, 1_000)).toString('utf8'))}`
    : '';
  const code = codeOfStatus(status);
  return new PrometheusApiError(
    code,
    `${url} answered ${status}${text}. ${recipes[code] ?? ''}`.trim(),
    {
      status,
    },
  );
}

function codeOfStatus(status: number): PrometheusApiErrorCode {
  if (status === 400) return 'OBS_PROMAPI_BAD_QUERY';
  if (status === 401 || status === 403) return 'OBS_PROMAPI_UNAUTHORIZED';
  if (status === 422) return 'OBS_PROMAPI_QUERY_FAILED';
  if (status === 503) return 'OBS_PROMAPI_UNAVAILABLE';
  if (status === 504) return 'OBS_PROMAPI_TIMEOUT';
  return 'OBS_PROMAPI_UNEXPECTED_STATUS';
}

const recipes: Readonly<Partial<Record<PrometheusApiErrorCode, string>>> = {
  OBS_PROMAPI_UNAUTHORIZED: 'Give bearerToken or basicAuth.',
  OBS_PROMAPI_UNAVAILABLE: 'It is starting (replaying its log) or overloaded; wait.',
  OBS_PROMAPI_UNEXPECTED_STATUS: 'Check the path prefix in PROMETHEUS_URL.',
};
