import { excerpt, messageOf, PrometheusApiError } from '../errors.js';
import { readBody } from './body.js';
import type { ClientConfig } from './options.js';

export interface CallOptions {
  /** Gives up the call. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for this call instead of the client's. */
  readonly timeoutMillis?: number | undefined;
  /** Bytes for this answer instead of the client's. */
  readonly maxResponseBytes?: number | undefined;
}

/** An answer before anybody has looked into it. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  readonly body: Uint8Array;
}

type Fetch = typeof globalThis.fetch;

/**
 * One HTTP call to Prometheus, redirects not followed: a redirect mostly leads to a login page, and
 * following it would carry credentials to whoever it names. Throws `OBS_PROMAPI_UNREACHABLE`,
 * `OBS_PROMAPI_TIMEOUT`, `OBS_PROMAPI_ABORTED`, `OBS_PROMAPI_MALFORMED` (the answer broke off),
 * `OBS_PROMAPI_TOO_LARGE`.
 */
export class Transport {
  readonly #config: ClientConfig;
  #fetch: Promise<Fetch> | undefined;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  async call(
    method: 'GET' | 'POST',
    path: string,
    parameters: URLSearchParams,
    options: CallOptions = {},
  ): Promise<RawAnswer> {
    const { url, timeoutMillis, maxResponseBytes } = this.#config;
    const timeout = AbortSignal.timeout(options.timeoutMillis ?? timeoutMillis);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const query = parameters.toString();
    const target = `${url}${path}${method === 'GET' && query !== '' ? `?${query}` : ''}`;
    let answered = false;
    try {
      this.#fetch ??= fetchFor(this.#config);
      const fetch = await this.#fetch;
      const response = await fetch(target, {
        method,
        headers: await this.#headers(method),
        redirect: 'manual',
        signal,
        ...(method === 'POST' ? { body: query } : {}),
      });
      answered = true;
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        location: response.headers.get('location') ?? undefined,
        body: await readBody(response, options.maxResponseBytes ?? maxResponseBytes),
      };
    } catch (error) {
      throw this.#explain(error, answered, options, timeout);
    }
  }

  async #headers(method: string): Promise<Record<string, string>> {
    const { headers, bearerToken } = this.#config;
    const all: Record<string, string> = { accept: 'application/json', ...headers };
    if (method === 'POST') all['content-type'] = 'application/x-www-form-urlencoded';
    if (bearerToken !== undefined) {
      const token = typeof bearerToken === 'function' ? await bearerToken() : bearerToken;
      all['authorization'] = `Bearer ${token.trim()}`;
    }
    return all;
  }

  #explain(
    error: unknown,
    answered: boolean,
    options: CallOptions,
    timeout: AbortSignal,
  ): PrometheusApiError {
    if (error instanceof PrometheusApiError) return error;
    const { url, timeoutMillis } = this.#config;
    if (options.signal?.aborted) {
      return new PrometheusApiError('OBS_PROMAPI_ABORTED', 'The caller gave up.', { cause: error });
    }
    if (timeout.aborted) {
      return new PrometheusApiError(
        'OBS_PROMAPI_TIMEOUT',
        `${url} did not answer within ${options.timeoutMillis ?? timeoutMillis} ms. Look at its load, or raise timeoutMillis.`,
        { cause: error },
      );
    }
    const reason = excerpt(rootMessage(error));
    if (answered) {
      return new PrometheusApiError(
        'OBS_PROMAPI_MALFORMED',
        `The answer of ${url} broke off (${reason}).`,
        { cause: error },
      );
    }
    return new PrometheusApiError(
      'OBS_PROMAPI_UNREACHABLE',
      `Cannot reach ${url} (${reason}). Check PROMETHEUS_URL and that Prometheus runs.`,
      { cause: error },
    );
  }
}

/** `fetch` says only "fetch failed"; why is in its cause. */
function rootMessage(error: unknown): string {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error && inner.cause !== undefined; depth++) {
    inner = inner.cause;
  }
  const code = (inner as { code?: unknown } | undefined)?.code;
  const message = messageOf(inner);
  return message !== '' ? message : typeof code === 'string' ? code : messageOf(error);
}

async function fetchFor(config: ClientConfig): Promise<Fetch> {
  if (config.fetch) return config.fetch;
  if (!config.tls) return globalThis.fetch;
  // The global fetch takes no certificates. undici's own fetch and Agent come from one version,
  // which a dispatcher handed to the global one would not.
  const { Agent, fetch } = await import('undici');
  const { ca, ...rest } = config.tls;
  const connect = { ...rest, ...(ca === undefined ? {} : { ca: [ca].flat() as string[] }) };
  const dispatcher = new Agent({ connect });
  return ((input: string, init: object) => fetch(input, { ...init, dispatcher })) as Fetch;
}
