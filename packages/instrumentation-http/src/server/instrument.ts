import type { HttpInstrumentationHandle } from '../handle.js';
import type { HttpServerOptions } from '../options.js';
import { HttpServerWatch } from './watch.js';

/** What {@link instrumentHttpServer} gives. */
export type HttpServerInstrumentationHandle = HttpInstrumentationHandle;

/**
 * Records every request of HTTP/1 and HTTP/2 that servers of this process answer, from now on, whoever
 * made the server and in whatever module system. Nothing of Node is patched: it subscribes to
 * `http.server.request.start`, `http.server.response.finish`, `http2.server.stream.*`,
 * `net.server.listen` and `fastify.initialization` of `node:diagnostics_channel`. Koa and Hono, which
 * publish nothing, are seen as they are loaded.
 *
 * A request is counted when it ends: when its response was handed to the operating system, when its
 * connection or its HTTP/2 stream closes, or, for upgrades, when the application writes the status line on the socket.
 * Requests that carry `request[Symbol.for('@obs/own-request')] === true`, and all requests to servers
 * that carry `server[Symbol.for('@obs/own-server')] === true`, are not recorded: scrapes.
 *
 * @throws HttpInstrumentationError when families or limits are wrong. Recording never throws.
 * Cost of an HTTP/1 request: two published messages, five Map lookups and the instruments' own cost; no
 * object is made for a request unless it is pipelined. Of HTTP/2: one object and one listener.
 */
export function instrumentHttpServer(options: HttpServerOptions): HttpServerInstrumentationHandle {
  const watch = new HttpServerWatch(options);
  watch.start();
  return { disable: () => watch.stop() };
}
