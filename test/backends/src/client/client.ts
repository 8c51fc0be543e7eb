import { PrometheusApiError } from '../errors.ts';
import { parseSampleValue } from './number.ts';
import type {
  ApiExemplars,
  ApiHistogram,
  ApiRuleGroup,
  ApiTarget,
  Exemplar,
  ExemplarSeries,
  Labels,
  Metadata,
  Range,
  RangeSeries,
  RuleGroup,
  Sample,
  Target,
} from './types.ts';

/** A point in time: seconds since the epoch, or a Date. */
export type Time = number | Date;

/** The part of Prometheus' HTTP API that tests ask. Every method throws PrometheusApiError. */
export interface PrometheusClient {
  /** Where the server is, without a slash at the end. */
  readonly url: string;
  /**
   * An instant query: one sample for each series, one without labels for a scalar.
   * Results in other shapes (a range selector, a string) are refused; see `api`.
   *
   * @param time default: the server's now
   */
  query(promql: string, time?: Time): Promise<Sample[]>;
  queryRange(promql: string, range: Range): Promise<RangeSeries[]>;
  /** Exemplars of the series that `promql` selects; needs exemplar storage. */
  exemplars(promql: string, start: Time, end: Time): Promise<ExemplarSeries[]>;
  /** The label sets that match any of the selectors. */
  series(...selectors: string[]): Promise<Labels[]>;
  /** Active targets. */
  targets(): Promise<Target[]>;
  /** Rule groups, with the state and the last error of each rule. */
  rules(): Promise<RuleGroup[]>;
  /** Type, help and unit of metric families, by the name under which they were exposed. */
  metadata(metric?: string): Promise<Record<string, Metadata[]>>;
  /** Any other endpoint below `/api/v1`: gives `data` as it is. Undefined parameters are left out. */
  api<T>(path: string, parameters?: Parameters): Promise<T>;
}

export type Parameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** A client of the Prometheus at `url` (`http://127.0.0.1:9090`). Asks nothing yet. */
export function prometheusClient(url: string): PrometheusClient {
  const base = url.replace(/\/+$/, '');
  const api = <T>(path: string, parameters: Parameters = {}) => ask<T>(base, path, parameters);
  return {
    url: base,
    api,
    async query(promql, time) {
      const data = await api<VectorData>('query', { query: promql, time: seconds(time) });
      if (data.resultType === 'vector') return data.result.map(toSample);
      if (data.resultType === 'scalar') {
        return [toSample({ metric: {}, value: data.result })];
      }
      throw new PrometheusApiError(
        '/api/v1/query',
        promql,
        200,
        'result_type',
        `its result is a ${data.resultType}; query gives instant vectors and scalars`,
      );
    },
    async queryRange(promql, { start, end, step }) {
      const range = { start: seconds(start), end: seconds(end), step };
      const data = await api<MatrixData>('query_range', { query: promql, ...range });
      return data.result.map(({ metric, values = [], histograms = [] }) => ({
        metric,
        values: values.map(([at, value]) => [at, parseSampleValue(value)] as const),
        histograms: histograms.map(([at, value]) => [at, toHistogram(value)] as const),
      }));
    },
    async exemplars(promql, start, end) {
      const range = { start: seconds(start), end: seconds(end) };
      const data = await api<ApiExemplars[]>('query_exemplars', { query: promql, ...range });
      return data.map(({ seriesLabels, exemplars }) => ({
        metric: seriesLabels,
        exemplars: exemplars.map(
          ({ labels, value, timestamp }): Exemplar => ({
            labels,
            value: parseSampleValue(value),
            timestamp,
          }),
        ),
      }));
    },
    series: (...selectors) => api<Labels[]>('series', { 'match[]': selectors }),
    async targets() {
      const data = await api<{ activeTargets: ApiTarget[] }>('targets', { state: 'active' });
      return data.activeTargets.map((target) => ({
        job: target.labels['job'] ?? '',
        labels: target.labels,
        discoveredLabels: target.discoveredLabels,
        scrapeUrl: target.scrapeUrl,
        health: target.health,
        lastError: target.lastError,
        scrapeSeconds: target.lastScrapeDuration,
      }));
    },
    async rules() {
      const data = await api<{ groups: ApiRuleGroup[] }>('rules');
      return data.groups;
    },
    metadata: (metric) => api<Record<string, Metadata[]>>('metadata', { metric }),
  };
}

interface ApiSample {
  readonly metric: Labels;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, ApiHistogram];
}
type VectorData =
  | { readonly resultType: 'vector'; readonly result: readonly ApiSample[] }
  | { readonly resultType: 'scalar'; readonly result: readonly [number, string] }
  | { readonly resultType: 'matrix' | 'string'; readonly result: unknown };
interface MatrixData {
  readonly result: readonly {
    readonly metric: Labels;
    readonly values?: readonly (readonly [number, string])[];
    readonly histograms?: readonly (readonly [number, ApiHistogram])[];
  }[];
}

function toSample({ metric, value, histogram }: ApiSample): Sample {
  if (histogram !== undefined) {
    const [time, native] = histogram;
    return { metric, time, value: Number.NaN, histogram: toHistogram(native) };
  }
  const [time, text] = value ?? [0, 'NaN'];
  return { metric, time, value: parseSampleValue(text) };
}

function toHistogram({ count, sum, buckets = [] }: ApiHistogram) {
  return {
    count: parseSampleValue(count),
    sum: parseSampleValue(sum),
    buckets: buckets.map(([boundaries, lower, upper, size]) => ({
      boundaries,
      lower: parseSampleValue(lower),
      upper: parseSampleValue(upper),
      count: parseSampleValue(size),
    })),
  };
}

function seconds(time: Time | undefined): number | undefined {
  return time instanceof Date ? time.getTime() / 1000 : time;
}

async function ask<T>(base: string, path: string, parameters: Parameters): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
  }
  const asked = String(parameters['query'] ?? [parameters['match[]'] ?? ''].flat().join(', '));
  const fail = (status: number, errorType: string, reason: string): never => {
    throw new PrometheusApiError(`/api/v1/${path}`, asked, status, errorType, reason);
  };
  // The body, not the URL: selectors may be longer than a URL may be. Endpoints
  // that know no POST get a GET.
  const posted = ['query', 'query_range', 'query_exemplars', 'series'].includes(path);
  const suffix = posted || search.size === 0 ? '' : `?${search}`;
  const response = await fetch(`${base}/api/v1/${path}${suffix}`, {
    ...(posted ? { method: 'POST', body: search } : {}),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return fail(0, 'connection', `${error.message}${cause}`);
  });
  const text = await response.text();
  let answer: ApiAnswer<T>;
  try {
    answer = JSON.parse(text) as ApiAnswer<T>;
  } catch {
    return fail(response.status, '', text.slice(0, 500));
  }
  if (answer.status === 'success') return answer.data;
  return fail(response.status, answer.errorType ?? '', answer.error ?? text.slice(0, 500));
}

type ApiAnswer<T> =
  | { readonly status: 'success'; readonly data: T }
  | { readonly status: 'error'; readonly errorType?: string; readonly error?: string };
