import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { HttpInstrumentationHandle } from '../handle.js';
import { methodNumber } from '../method.js';
import { checkLimit } from '../options.js';
import { nameFrameworkRoutes } from '../route/frameworks.js';
import { RouteResolver } from '../route/resolver.js';
import { RouteTable, unmatchedTemplate } from '../route/table.js';
import { version } from '../version.js';
import { ActiveSpans } from './active.js';
import { requestAttributes } from './attributes.js';
import { holdOpen, type OpenRequest } from './open-request.js';

/** What {@link traceHttpServer} takes. */
export interface HttpServerTraceOptions {
  /** Makes the spans; the global one when not given. */
  readonly tracer?: Tracer;
  /** Route templates of frameworks at most; further ones are not named. 1,000 when not given. */
  readonly maxRoutes?: number;
  /** Routes guessed from paths at most; further ones are not named. 100 when not given. */
  readonly maxPaths?: number;
  /** Called with the first error inside; without it errors stay silent. */
  readonly onError?: (error: unknown) => void;
}

const requestBegins = 'http.server.request.start';

const own = { request: Symbol.for('@obs/own-request'), server: Symbol.for('@obs/own-server') };

interface StartMessage {
  readonly request: IncomingMessage & { readonly [key: symbol]: unknown };
  readonly response: ServerResponse;
  readonly server: Server & { readonly [key: symbol]: unknown };
}

/**
 * Makes a server span of every HTTP/1 request from now on, whoever made the server and in whatever
 * module system. The trace of the caller goes on, by the global propagator; the span is active in the
 * application's handlers and in the events of request and response. It is named after the route that
 * the metrics have, and ends when the response is closed. Scrapes make none, upgrades neither.
 *
 * Needs a context manager and a tracer provider, registered before or after. The parts of a URL that
 * may be secret, and headers other than `Host`, `User-Agent` and `X-Forwarded-*`, are not recorded.
 *
 * @throws HttpInstrumentationError when limits are wrong.
 */
export function traceHttpServer(options: HttpServerTraceOptions = {}): HttpInstrumentationHandle {
  const traces = new ServerTraces(options);
  traces.start();
  return { disable: () => traces.stop() };
}

class ServerTraces {
  readonly #tracer: Tracer;
  readonly #routes: RouteResolver;
  readonly #active = new ActiveSpans((open, response) => this.#end(open, response));
  readonly #onError: ((error: unknown) => void) | undefined;
  #stopNaming: (() => void) | undefined;

  constructor(options: HttpServerTraceOptions) {
    const maxRoutes = checkLimit('maxRoutes', options.maxRoutes ?? 1_000);
    const maxPaths = checkLimit('maxPaths', options.maxPaths ?? 100);
    this.#tracer = options.tracer ?? trace.getTracer('@obs/instrumentation-http', version);
    this.#routes = new RouteResolver(new RouteTable(maxRoutes, maxPaths));
    this.#onError = options.onError;
  }

  start(): void {
    diagnosticsChannel.subscribe(requestBegins, this.#onStart);
    this.#active.start();
    this.#stopNaming = nameFrameworkRoutes((error) => this.#fail(error));
  }

  stop(): void {
    diagnosticsChannel.unsubscribe(requestBegins, this.#onStart);
    this.#active.stop();
    this.#stopNaming?.();
  }

  readonly #onStart = (message: unknown): void => {
    try {
      const { request, response, server } = message as StartMessage;
      if (request[own.request] === true || server[own.server] === true) return;
      this.#active.heed(server);
      const attributes = requestAttributes(request);
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const span = this.#tracer.startSpan(
        nameOf(attributes['http.request.method']),
        { kind: SpanKind.SERVER, attributes },
        parent,
      );
      const open: OpenRequest = {
        span,
        context: trace.setSpan(parent, span),
        request,
        target: request.url ?? '/',
      };
      holdOpen(request, open);
      holdOpen(response, open);
    } catch (error) {
      this.#fail(error);
    }
  };

  #end({ span, request, target }: OpenRequest, response: ServerResponse): void {
    try {
      if (!span.isRecording()) return;
      const { statusCode } = response;
      const aborted = !response.writableFinished;
      if (response.headersSent) span.setAttribute('http.response.status_code', statusCode);
      const { template } = this.#routes.resolve(request, target, statusCode);
      if (template !== unmatchedTemplate) {
        span.setAttribute('http.route', template);
        span.updateName(`${nameOf(request.method)} ${template}`);
      }
      if (statusCode >= 500 && response.headersSent) fail(span, String(statusCode));
      else if (aborted) fail(span, 'aborted');
      span.end();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    try {
      this.#onError?.(error);
    } catch {
      // The reporter's own error has nobody to go to.
    }
  }
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A method that is not known is called HTTP. Source: http/http-spans.md, "Name". */
function nameOf(method: unknown): string {
  return typeof method === 'string' && methodNumber(method) > 0 ? method : 'HTTP';
}
