import {
  type CompleteMetric,
  type LabelDefinition,
  labelMismatch,
  type MetricKind,
} from '@obs/semconv';
import { HttpInstrumentationError } from './errors.js';

/**
 * What can be told of a request. `status` is written as text (`"200"`, and `"499"` when the
 * connection closed before anything was sent), `statusCode` as a number and left out in that case.
 * `errorType` is the status of 5xx answers, `aborted` when the connection closed first, else left out.
 */
export type HttpDimension =
  | 'method'
  | 'route'
  | 'status'
  | 'statusCode'
  | 'scheme'
  | 'protocolVersion'
  | 'errorType';

/** The label key under which a family records each dimension; a dimension without key is left out. */
export type HttpLabels = Readonly<Partial<Record<HttpDimension, string>>>;

/**
 * What can be told of a request that this process sent. `serverAddress` and `serverPort` are those of
 * the URL. `status` is text, `"0"` when no answer came; `statusCode` is a number and left out then.
 * `errorType` is the status from 400 on, or what went wrong (`ECONNREFUSED`, `AbortError`).
 */
export type HttpClientDimension =
  | 'method'
  | 'serverAddress'
  | 'serverPort'
  | 'status'
  | 'statusCode'
  | 'scheme'
  | 'protocolVersion'
  | 'errorType';

/** The same as {@link HttpLabels} for requests that this process sent. */
export type HttpClientLabels = Readonly<Partial<Record<HttpClientDimension, string>>>;

/** One family of a catalog and how its labels are filled. */
export interface HttpFamily<
  Kind extends MetricKind,
  Labels extends Readonly<Partial<Record<string, string>>> = HttpLabels,
> {
  readonly metric: CompleteMetric<Kind, Readonly<Record<string, LabelDefinition>>>;
  readonly labels: Labels;
}

/** The dimensions that are known when a request begins. */
export type ActiveLabels = Pick<HttpLabels, 'method' | 'scheme'>;

/** Which families HTTP server requests are recorded under; any of them may be left out. */
export interface HttpServerFamilies {
  /** Counts requests when they end. */
  readonly requests?: HttpFamily<'counter'>;
  /** Seconds from the headers' arrival until the response was handed to the operating system. */
  readonly duration?: HttpFamily<'histogram'>;
  /** Requests in flight. */
  readonly active?: HttpFamily<'updowncounter', ActiveLabels>;
}

/** The dimensions that are known when a request is sent. */
export type ActiveClientLabels = Pick<
  HttpClientLabels,
  'method' | 'serverAddress' | 'serverPort' | 'scheme'
>;

/** Which families HTTP client requests are recorded under; any of them may be left out. */
export interface HttpClientFamilies {
  /** Counts requests when they end. */
  readonly requests?: HttpFamily<'counter', HttpClientLabels>;
  /** Seconds from the call until the last byte of the response, or until it failed. */
  readonly duration?: HttpFamily<'histogram', HttpClientLabels>;
  /** Requests in flight. */
  readonly active?: HttpFamily<'updowncounter', ActiveClientLabels>;
}

/**
 * Throws an HttpInstrumentationError when a family's declared labels and its filled labels differ:
 * a label that nothing fills would be dropped by a strict engine, one that is not declared too.
 */
export function checkFamilies(families: HttpServerFamilies | HttpClientFamilies): void {
  for (const [role, family] of Object.entries(families)) {
    if (family === undefined) continue;
    const { metric, labels } = family as HttpFamily<MetricKind>;
    const mismatch = labelMismatch(metric, labels);
    if (mismatch === undefined) continue;
    throw new HttpInstrumentationError(
      'OBS_HTTP_LABELS',
      `${role}: ${metric.name}: ${mismatch}.`,
      'Give each label of the family the dimension that fills it: labels: { method: "method", status: "code" }.',
    );
  }
}
