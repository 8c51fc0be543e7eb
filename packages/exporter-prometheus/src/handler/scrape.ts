import { diag } from '@opentelemetry/api';
import type { MetricFamily } from '../model/family.js';
import { writeOpenMetrics } from '../writers/openmetrics.js';
import { writeProtobuf } from '../writers/protobuf.js';
import { writeText } from '../writers/text.js';
import { type ContentEncoding, type Negotiated, negotiateEncoding } from './accept.js';
import { begun } from './beginning.js';
import { compressed, compressedPiece, compressedWhole } from './compression.js';
import { timeoutOf, type Waiting } from './deadline.js';
import type { InFlight } from './in-flight.js';
import { named, namesOf } from './name-filter.js';
import { type BodyEnd, ScrapeBody } from './scrape-body.js';
import { inSlices, type SliceOptions } from './slices.js';
import { type HandlerRequest, type HandlerResponse, headerOf, textResponse } from './types.js';

const noSlices: SliceOptions = {};
const nothing: BodyEnd = { bytes: 0, complete: true };

// Below this an exposition fits in one packet as it is.
const leastCompressed = 1_024;

export function headersFor({ contentType }: Negotiated): Record<string, string> {
  return { 'content-type': contentType, vary: 'Accept, Accept-Encoding' };
}

/** One scrape, from the request to the end of its body. Gives `answer` one answer, whatever happens. */
export class Scrape implements Waiting {
  readonly until: number;
  readonly #start = performance.now();
  readonly #timeoutMillis: number;
  readonly #request: HandlerRequest;
  readonly #negotiated: Negotiated;
  readonly #inFlight: InFlight;
  readonly #answer: (response: HandlerResponse | Promise<HandlerResponse>) => void;

  constructor(
    request: HandlerRequest,
    negotiated: Negotiated,
    inFlight: InFlight,
    answer: (response: HandlerResponse | Promise<HandlerResponse>) => void,
  ) {
    this.#request = request;
    this.#negotiated = negotiated;
    this.#inFlight = inFlight;
    this.#answer = answer;
    this.#timeoutMillis = timeoutOf(request, inFlight.options);
    this.until = this.#start + this.#timeoutMillis;
  }

  begin(): void {
    const { deadlines, options } = this.#inFlight;
    if (!this.#inFlight.enter()) {
      this.#record(503, nothing);
      const text = 'Too many scrapes at the same time\n';
      this.#answer(textResponse(503, text, { 'retry-after': '1' }));
      return;
    }
    deadlines.add(this);
    const failed = (error: unknown) => {
      if (deadlines.delete(this)) this.#answer(this.#failed(error));
    };
    try {
      options
        .collect({ escaping: this.#negotiated.escaping, timeoutMillis: this.#timeoutMillis })
        .then(({ families }) => {
          if (deadlines.delete(this)) this.#answer(this.#shown(families));
        }, failed);
    } catch (error) {
      failed(error);
    }
  }

  late(): void {
    this.#answer(this.#failed(new Error(`not finished in ${this.#timeoutMillis} ms`)));
  }

  #failed(error: unknown): HandlerResponse {
    this.#done(500, nothing);
    const message = error instanceof Error ? error.message : String(error);
    return textResponse(500, `Collecting metrics failed: ${message}\n`);
  }

  #shown(collected: readonly MetricFamily[]): HandlerResponse | Promise<HandlerResponse> {
    try {
      const { compression, options } = this.#inFlight;
      const { slices = noSlices } = options;
      const families = named(collected, namesOf(this.#request.url));
      const encoding = negotiateEncoding(headerOf(this.#request, 'accept-encoding'), compression);
      const since = slices.since ?? this.#start;
      const { whole, rest } = begun(this.#write(families), since, slices);
      if (whole === undefined) {
        const pieces = encoding === 'identity' ? {} : { pieceSize: compressedPiece };
        return this.#streamed(inSlices(rest, { ...pieces, ...slices, since }), encoding);
      }
      if (encoding === 'identity' || whole.length < leastCompressed) {
        return this.#whole(whole, 'identity');
      }
      return compressedWhole(whole, encoding).then(
        (body) => this.#whole(body, encoding),
        (error) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** What is small is handed out in one piece. */
  #whole(body: Uint8Array, encoding: ContentEncoding): HandlerResponse {
    this.#done(200, { bytes: body.length, complete: true });
    const headers = this.#headers(encoding);
    headers['content-length'] = String(body.length);
    return { status: 200, headers, body };
  }

  #streamed(
    plain: AsyncGenerator<Uint8Array, void, void>,
    encoding: ContentEncoding,
  ): HandlerResponse {
    const chunks = encoding === 'identity' ? plain : compressed(plain, encoding);
    const { deadlines } = this.#inFlight;
    const abort = new AbortController();
    const late = () => {
      abort.abort();
      void body.cancel();
    };
    const waiting = { until: this.until, late };
    const body = new ScrapeBody(chunks, (end) => {
      deadlines.delete(waiting);
      this.#done(200, end);
    });
    deadlines.add(waiting);
    return { status: 200, headers: this.#headers(encoding), body, signal: abort.signal };
  }

  #headers(encoding: ContentEncoding): Record<string, string> {
    const headers = headersFor(this.#negotiated);
    if (encoding !== 'identity') headers['content-encoding'] = encoding;
    return headers;
  }

  #write(families: readonly MetricFamily[]): Iterable<Uint8Array> {
    const { writing } = this.#inFlight;
    switch (this.#negotiated.format) {
      case 'text':
        return writeText(families, writing);
      case 'openmetrics':
        return writeOpenMetrics(families, writing);
      case 'protobuf':
        return writeProtobuf(families, writing);
    }
  }

  #done(status: number, end: BodyEnd): void {
    this.#inFlight.leave();
    this.#record(status, end);
  }

  #record(status: number, { bytes, complete }: BodyEnd): void {
    const { onScrape } = this.#inFlight.options;
    if (onScrape === undefined) return;
    const seconds = (performance.now() - this.#start) / 1000;
    try {
      onScrape({ format: this.#negotiated.format, status, seconds, bytes, complete });
    } catch (error) {
      diag.error('onScrape failed', error);
    }
  }
}
