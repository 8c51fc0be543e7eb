import diagnosticsChannel from 'node:diagnostics_channel';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { performance } from 'node:perf_hooks';

/** One request of HTTP/2, from its headers until its stream is closed. */
export interface Http2Exchange {
  readonly stream: ServerHttp2Stream;
  readonly method: string | undefined;
  readonly target: string;
  readonly secure: boolean;
  /** Milliseconds of the monotonic clock. */
  readonly begun: number;
  /** Whether it was added to the requests in flight. */
  readonly isActive: boolean;
}

/** What the requests are told to. Neither may throw. */
export interface Http2Ledger {
  begin(exchange: Http2Exchange): void;
  /** `status` is undefined when no headers were sent. */
  end(exchange: Http2Exchange, status: number | undefined, aborted: boolean): void;
  fail(error: unknown): void;
}

/**
 * Follows the requests of HTTP/2 servers, of the compatibility API and of the stream API alike. Node
 * publishes each stream since 22.17 and 24.2; before, a listener for `stream` on the servers that
 * begin to listen does the same.
 */
export class Http2Source {
  readonly #ledger: Http2Ledger;
  readonly #servers = new Set<WeakRef<Http2Server>>();
  /** Streams that never end by themselves (extended CONNECT): they end with their response headers. */
  readonly #tunnels = new WeakMap<ServerHttp2Stream, Http2Exchange>();

  constructor(ledger: Http2Ledger) {
    this.#ledger = ledger;
  }

  start(): void {
    if (!hasChannels(process.versions.node)) return;
    diagnosticsChannel.subscribe('http2.server.stream.start', this.#onPublished);
    diagnosticsChannel.subscribe('http2.server.stream.finish', this.#onHeadersSent);
  }

  stop(): void {
    diagnosticsChannel.unsubscribe('http2.server.stream.start', this.#onPublished);
    diagnosticsChannel.unsubscribe('http2.server.stream.finish', this.#onHeadersSent);
    for (const server of this.#servers) server.deref()?.removeListener('stream', this.#onStream);
    this.#servers.clear();
  }

  /** Watches a server that begins to listen; needed only where Node publishes no streams. */
  watch(server: unknown): void {
    if (hasChannels(process.versions.node) || !isHttp2Server(server)) return;
    if (server.listeners('stream').includes(this.#onStream)) return;
    server.prependListener('stream', this.#onStream);
    this.#servers.add(new WeakRef(server));
  }

  readonly #onPublished = (message: unknown): void => {
    const { stream, headers } = message as {
      readonly stream: ServerHttp2Stream;
      readonly headers: IncomingHttpHeaders;
    };
    this.#onStream(stream, headers);
  };

  readonly #onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    try {
      // Even numbers are what the server pushes; nobody asked for it.
      if ((stream.id ?? 0) % 2 === 0 || isGrpc(headers['content-type'])) return;
      const method = headers[':method'] as string | undefined;
      const exchange: Http2Exchange = {
        stream,
        method,
        target: (headers[':path'] as string | undefined) ?? '',
        secure: stream.session?.encrypted === true,
        begun: performance.now(),
        isActive: method !== 'CONNECT',
      };
      if (!exchange.isActive) this.#tunnels.set(stream, exchange);
      this.#ledger.begin(exchange);
      stream.once('close', () => this.#onClose(exchange));
    } catch (error) {
      this.#ledger.fail(error);
    }
  };

  readonly #onHeadersSent = (message: unknown): void => {
    const { stream, headers } = message as {
      readonly stream: ServerHttp2Stream;
      readonly headers: IncomingHttpHeaders;
    };
    const tunnel = this.#tunnels.get(stream);
    if (tunnel === undefined) return;
    this.#tunnels.delete(stream);
    this.#end(tunnel, Number(headers[':status']), false);
  };

  #onClose(exchange: Http2Exchange): void {
    const { stream, isActive } = exchange;
    if (!isActive && !this.#tunnels.has(stream)) return;
    const status = stream.sentHeaders?.[':status'];
    this.#end(exchange, status === undefined ? undefined : Number(status), stream.aborted);
  }

  #end(exchange: Http2Exchange, status: number | undefined, aborted: boolean): void {
    try {
      this.#ledger.end(exchange, status, aborted);
    } catch (error) {
      this.#ledger.fail(error);
    }
  }
}

/** gRPC has metrics of its own; gRPC-Web is HTTP. Source: PROTOCOL-HTTP2.md, "Content-Type". */
function isGrpc(type: string | undefined): boolean {
  return type !== undefined && /^application\/grpc($|[+;])/i.test(type);
}

/** `instanceof` would need node:http2 loaded, which takes milliseconds, and few applications have it. */
function isHttp2Server(server: unknown): server is Http2Server {
  return typeof server === 'object' && server !== null && 'updateSettings' in server;
}

/** Whether this Node publishes the streams of HTTP/2 servers. */
export function hasChannels(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 2) || (major === 22 && minor >= 17);
}
