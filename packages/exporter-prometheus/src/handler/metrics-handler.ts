import type { EscapingScheme } from '@obs/prometheus-names';
import type { MetricFamily } from '../model/family.js';
import { type OpenMetricsOptions, writeOpenMetrics } from '../writers/openmetrics.js';
import { writeProtobuf } from '../writers/protobuf.js';
import { writeText } from '../writers/text.js';
import { type ContentEncoding, type Negotiated, negotiate, negotiateEncoding } from './accept.js';
import { begun } from './beginning.js';
import { compressed, compressedWhole } from './compression.js';
import { Deadlines, type TimeoutOptions, timeoutOf } from './deadline.js';
import { named, namesOf } from './name-filter.js';
import { type BodyEnd, ScrapeBody } from './scrape-body.js';
import type { ScrapeRecord } from './self-metrics.js';
import { inSlices, type SliceOptions } from './slices.js';
import {
  type Handler,
  type HandlerRequest,
  type HandlerResponse,
  headerOf,
  textResponse,
} from './types.js';

/** What a scrape wants to have collected. */
export interface ScrapeContext {
  /** How names that are not legacy names are to be escaped. */
  readonly escaping: EscapingScheme;
  /** How long collecting may take. */
  readonly timeoutMillis: number;
}

/** What a scrape shows. */
export interface Exposition {
  readonly families: readonly MetricFamily[];
}

export interface MetricsHandlerOptions extends TimeoutOptions {
  /** Collects, and gives the families to write. A rejection is answered with 500 and its message. */
  readonly collect: (context: ScrapeContext) => Promise<Exposition>;
  readonly slices?: SliceOptions;
  /** Bytes per chunk. Default 131,072. */
  readonly chunkSize?: number;
  /** Write `_created` samples in OpenMetrics. Default false. */
  readonly created?: boolean;
  /** Compressions to offer; an empty list turns it off. Default zstd and gzip. */
  readonly compression?: readonly ContentEncoding[];
  /** Scrapes at the same time; more get 503. Default 8. */
  readonly maximumInFlight?: number;
  /** Hears of series that are not written because another of the family has their labels. */
  readonly onDuplicate?: (family: string, labels: string) => void;
  /** Hears of every scrape when it has ended. */
  readonly onScrape?: (scrape: ScrapeRecord) => void;
}

const defaultCompression: readonly ContentEncoding[] = ['zstd', 'gzip'];
const defaultInFlight = 8;

// Below this an exposition fits in one packet as it is.
const leastCompressed = 1_024;

/**
 * A handler that answers scrapes in the format that `Accept` asks for. Pure: knows no socket and no
 * server. A scrape counts as in flight until its body has been read, given up, or timed out; one
 * whose body is small (one chunk, made in one slice) until it is handed out whole.
 */
export function metricsHandler(options: MetricsHandlerOptions): Handler {
  const deadlines = new Deadlines();
  const writing = writingOptions(options);
  let inFlight = 0;
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textResponse(405, 'Method not allowed\n', { allow: 'GET, HEAD' });
    }
    const negotiated = negotiate(headerOf(request, 'accept'));
    if (request.method === 'HEAD') {
      return { status: 200, headers: headersFor(negotiated), body: null };
    }
    if (inFlight >= (options.maximumInFlight ?? defaultInFlight)) {
      options.onScrape?.(record(negotiated, 503, performance.now()));
      return textResponse(503, 'Too many scrapes at the same time\n', { 'retry-after': '1' });
    }
    inFlight++;
    const start = performance.now();
    const done = (status: number, end?: BodyEnd) => {
      inFlight--;
      options.onScrape?.(record(negotiated, status, start, end));
    };
    const timeoutMillis = timeoutOf(request, options);
    try {
      const collected = options.collect({ escaping: negotiated.escaping, timeoutMillis });
      const { families } = await deadlines.within(collected, start, timeoutMillis);
      const scrape = new Scrape(request, negotiated, options, writing, start, done);
      const answer = scrape.answer(families, start + timeoutMillis);
      // Each promise less is a turn of the queue and some objects less.
      return answer instanceof Promise ? await answer : answer;
    } catch (error) {
      done(500);
      return textResponse(500, `Collecting metrics failed: ${messageOf(error)}\n`);
    }
  };
}

function headersFor({ contentType }: Negotiated): Record<string, string> {
  return { 'content-type': contentType, vary: 'Accept, Accept-Encoding' };
}

const noSlices: SliceOptions = {};

/** The same for all scrapes of a handler. */
function writingOptions(options: MetricsHandlerOptions): OpenMetricsOptions {
  const { onDuplicate, chunkSize, created = false } = options;
  return {
    lend: true,
    created,
    ...(onDuplicate ? { onDuplicate } : {}),
    ...(chunkSize ? { chunkSize } : {}),
  };
}

function record(
  { format }: Negotiated,
  status: number,
  start: number,
  { bytes, complete }: BodyEnd = { bytes: 0, complete: true },
): ScrapeRecord {
  return { format, status, seconds: (performance.now() - start) / 1000, bytes, complete };
}

class Scrape {
  readonly #request: HandlerRequest;
  readonly #negotiated: Negotiated;
  readonly #options: MetricsHandlerOptions;
  readonly #writing: OpenMetricsOptions;
  readonly #done: (status: number, end?: BodyEnd) => void;
  readonly #start: number;

  constructor(
    request: HandlerRequest,
    negotiated: Negotiated,
    options: MetricsHandlerOptions,
    writing: OpenMetricsOptions,
    start: number,
    done: (status: number, end?: BodyEnd) => void,
  ) {
    this.#request = request;
    this.#negotiated = negotiated;
    this.#options = options;
    this.#writing = writing;
    this.#start = start;
    this.#done = done;
  }

  /** At once when it is small. */
  answer(
    collected: readonly MetricFamily[],
    deadline: number,
  ): HandlerResponse | Promise<HandlerResponse> {
    const families = named(collected, namesOf(this.#request.url));
    const { compression = defaultCompression } = this.#options;
    const encoding = negotiateEncoding(headerOf(this.#request, 'accept-encoding'), compression);
    const { slices = noSlices } = this.#options;
    const since = slices.since ?? this.#start;
    const { whole, rest } = begun(this.#write(families), since, slices);
    if (whole !== undefined) {
      return encoding === 'identity' || whole.length < leastCompressed
        ? this.#whole(whole, 'identity')
        : compressedWhole(whole, encoding).then((body) => this.#whole(body, encoding));
    }
    const plain = inSlices(rest, { ...slices, since });
    const chunks = encoding === 'identity' ? plain : compressed(plain, encoding);
    const abort = new AbortController();
    const body = new ScrapeBody(chunks, (end) => {
      clearTimeout(timer);
      this.#done(200, end);
    });
    const timer = setTimeout(() => {
      abort.abort();
      void body.cancel();
    }, deadline - performance.now());
    timer.unref();
    return { status: 200, headers: this.#headers(encoding), body, signal: abort.signal };
  }

  /** What is small is handed out in one piece. */
  #whole(body: Uint8Array, encoding: ContentEncoding): HandlerResponse {
    this.#done(200, { bytes: body.length, complete: true });
    const headers = this.#headers(encoding);
    headers['content-length'] = String(body.length);
    return { status: 200, headers, body };
  }

  #headers(encoding: ContentEncoding): Record<string, string> {
    const headers = headersFor(this.#negotiated);
    if (encoding !== 'identity') headers['content-encoding'] = encoding;
    return headers;
  }

  #write(families: readonly MetricFamily[]): Iterable<Uint8Array> {
    const options = this.#writing;
    switch (this.#negotiated.format) {
      case 'text':
        return writeText(families, options);
      case 'openmetrics':
        return writeOpenMetrics(families, options);
      case 'protobuf':
        return writeProtobuf(families, options);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
