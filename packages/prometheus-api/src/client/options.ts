import { invalidOption } from '../errors.js';

/** TLS towards Prometheus; PEM text. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the system's. */
  readonly ca?: string | readonly string[];
  /** Client certificate and key, for mutual TLS. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Name to expect in the server's certificate, when it is not the host of the URL. */
  readonly servername?: string;
  /** `false` trusts any certificate. Default true. */
  readonly rejectUnauthorized?: boolean;
}

/** How to reach a Prometheus server. */
export interface ClientOptions {
  /**
   * Base URL, with the path prefix if there is one. Default: `PROMETHEUS_URL`, else
   * `http://prometheus:9090`. User and password in it become basic authentication.
   */
  readonly url?: string | URL;
  /** Milliseconds for one call, connect to last byte. Prometheus is told the same. Default 5,000. */
  readonly timeoutMillis?: number;
  /** Bytes of one answer after decompression. Default 10 MiB. */
  readonly maxResponseBytes?: number;
  /** Token for `Authorization: Bearer`; a function is asked before every call, so it may rotate. */
  readonly bearerToken?: string | (() => string | Promise<string>);
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** Further headers for every call (`X-Scope-OrgID`). */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
  /** Makes the calls. Default: the global `fetch`; with `tls`, the one of undici. */
  readonly fetch?: typeof globalThis.fetch;
}

/** {@link ClientOptions} with everything checked and filled in. */
export interface ClientConfig {
  /** Without user, password, query and trailing slash: safe to show. */
  readonly url: string;
  readonly timeoutMillis: number;
  readonly maxResponseBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bearerToken: ClientOptions['bearerToken'];
  readonly tls: TlsOptions | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** Checks the options; throws `OBS_PROMAPI_INVALID_OPTION`. */
export function clientConfig(
  options: ClientOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ClientConfig {
  const url = parseUrl(options.url ?? (env['PROMETHEUS_URL'] || 'http://prometheus:9090'));
  const basic = options.basicAuth ?? userOf(url);
  if (basic && options.bearerToken !== undefined) {
    throw invalidOption(
      'bearerToken',
      'there is basic authentication too',
      'Give one of them; a user in the URL counts as basic authentication.',
    );
  }
  const headers: Record<string, string> = { ...options.headers };
  if (basic) {
    const pair = Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
    headers['authorization'] = `Basic ${pair}`;
  }
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    timeoutMillis: positive('timeoutMillis', options.timeoutMillis ?? 5_000),
    maxResponseBytes: positive('maxResponseBytes', options.maxResponseBytes ?? 10 * 1024 * 1024),
    headers,
    bearerToken: options.bearerToken,
    tls: options.tls,
    fetch: options.fetch,
  };
}

function parseUrl(value: string | URL): URL {
  const text = String(value);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    // The value may hold a password, so it is not repeated.
    throw invalidOption(
      'url',
      'it is no http or https URL',
      'Write http://host:9090, with the path prefix if Prometheus has one.',
    );
  }
  return url;
}

function userOf(url: URL): { username: string; password: string } | undefined {
  if (url.username === '') return undefined;
  return {
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** A number above zero, or `OBS_PROMAPI_INVALID_OPTION`. */
export function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw invalidOption(option, `${value} is not above 0`, 'Give a number above 0.');
}
