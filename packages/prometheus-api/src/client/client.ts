import { type Answer, malformed, takeApart } from './answer.js';
import { type ClientOptions, clientConfig } from './options.js';
import {
  type FamilyMetadata,
  type QueryResult,
  readLabelSets,
  readMetadata,
  readQueryResult,
  readStrings,
} from './result.js';
import { type CallOptions, type RawAnswer, Transport } from './transport.js';

/** A point in time: a Date, or seconds since the epoch. */
export type Time = Date | number;

export interface QueryOptions extends CallOptions {
  /** Default: now, by the clock of Prometheus. */
  readonly time?: Time;
}

export interface RangeOptions extends CallOptions {
  readonly start: Time;
  readonly end: Time;
  /** Seconds. */
  readonly step: number;
}

export interface SeriesOptions extends CallOptions {
  /** Series selectors (`up{job="x"}`); a series that matches any of them counts. */
  readonly match?: readonly string[];
  readonly start?: Time;
  readonly end?: Time;
}

/**
 * A client for the read-only part of Prometheus' HTTP API. Every method makes one call and rejects
 * with a {@link PrometheusApiError} whose code tells what happened: `..._UNREACHABLE`, `..._TIMEOUT`,
 * `..._ABORTED`, `..._BAD_QUERY` (400), `..._UNAUTHORIZED` (401, 403), `..._QUERY_FAILED` (422),
 * `..._UNAVAILABLE` (503), `..._REDIRECTED`, `..._UNEXPECTED_STATUS`, `..._MALFORMED`,
 * `..._TOO_LARGE`. It neither caches nor retries. Connections are kept alive by `fetch`.
 */
export class PrometheusClient {
  /** The base URL without user and password. */
  readonly url: string;
  readonly timeoutMillis: number;
  readonly #transport: Transport;

  /** Throws `OBS_PROMAPI_INVALID_OPTION`. */
  constructor(options: ClientOptions = {}) {
    const config = clientConfig(options);
    this.url = config.url;
    this.timeoutMillis = config.timeoutMillis;
    this.#transport = new Transport(config);
  }

  /** `/api/v1/query`. A query of any length is sent as a form. */
  async query(promql: string, options: QueryOptions = {}): Promise<QueryResult> {
    const parameters = new URLSearchParams({ query: promql, timeout: this.#timeout(options) });
    if (options.time !== undefined) parameters.set('time', seconds(options.time));
    return this.#read('POST', '/api/v1/query', parameters, options, readQueryResult);
  }

  /** `/api/v1/query_range`. */
  async queryRange(promql: string, options: RangeOptions): Promise<QueryResult> {
    const parameters = new URLSearchParams({
      query: promql,
      start: seconds(options.start),
      end: seconds(options.end),
      step: String(options.step),
      timeout: this.#timeout(options),
    });
    return this.#read('POST', '/api/v1/query_range', parameters, options, readQueryResult);
  }

  /** `/api/v1/series`: the label sets of the series that match. */
  async series(
    options: SeriesOptions & { readonly match: readonly string[] },
  ): Promise<ReadonlyArray<Readonly<Record<string, string>>>> {
    return this.#read('POST', '/api/v1/series', selection(options), options, readLabelSets);
  }

  /** `/api/v1/labels`: label names. */
  async labels(options: SeriesOptions = {}): Promise<readonly string[]> {
    return this.#read('POST', '/api/v1/labels', selection(options), options, readStrings);
  }

  /** `/api/v1/label/<name>/values`. */
  async labelValues(label: string, options: SeriesOptions = {}): Promise<readonly string[]> {
    const path = `/api/v1/label/${encodeURIComponent(label)}/values`;
    return this.#read('GET', path, selection(options), options, readStrings);
  }

  /** `/api/v1/metadata`: type, help and unit by family; of one family when it is named. */
  async metadata(
    options: CallOptions & { readonly metric?: string } = {},
  ): Promise<Readonly<Record<string, readonly FamilyMetadata[]>>> {
    const parameters = new URLSearchParams();
    if (options.metric !== undefined) parameters.set('metric', options.metric);
    return this.#read('GET', '/api/v1/metadata', parameters, options, readMetadata);
  }

  /** One call, its answer untouched unless it is an error. For the proxy. */
  async raw(
    method: 'GET' | 'POST',
    path: string,
    parameters: URLSearchParams,
    options: CallOptions = {},
  ): Promise<RawAnswer> {
    return this.#transport.call(method, path, parameters, options);
  }

  async #read<T>(
    method: 'GET' | 'POST',
    path: string,
    parameters: URLSearchParams,
    options: CallOptions,
    read: (data: unknown) => T | undefined,
  ): Promise<T> {
    const raw = await this.#transport.call(method, path, parameters, options);
    const answer: Answer = takeApart(raw, this.url);
    const result = read(answer.data);
    if (result === undefined) throw malformed(raw, this.url);
    return result;
  }

  /** Prometheus stops working on a query when the caller has stopped waiting for it. */
  #timeout(options: CallOptions): string {
    return `${Math.max(1, Math.ceil(options.timeoutMillis ?? this.timeoutMillis))}ms`;
  }
}

function seconds(time: Time): string {
  return String(time instanceof Date ? time.getTime() / 1000 : time);
}

function selection(options: SeriesOptions): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const selector of options.match ?? []) parameters.append('match[]', selector);
  if (options.start !== undefined) parameters.set('start', seconds(options.start));
  if (options.end !== undefined) parameters.set('end', seconds(options.end));
  return parameters;
}
