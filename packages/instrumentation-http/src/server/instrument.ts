import type { HttpInstrumentationHandle } from '../handle.js';
import type { HttpServerOptions } from '../options.js';
import { HttpServerWatch } from './watch.js';

/** What {@link instrumentHttpServer} gives. */
export type HttpServerInstrumentationHandle = HttpInstrumentationHandle;

/**
 * Records every HTTP/1 request that servers of this process answer, from now on, whoever made the
 * server and in whatever module system. Nothing is patched: it subscribes to
 * `http.server.request.start`, `http.server.response.finish`, `net.server.listen` and
 * `fastify.initialization` of `node:diagnostics_channel`.
 *
 * A request is counted when it ends: when its response was handed to the operating system, when its
 * connection closes, or, for upgrades, when the application writes the status line on the socket.
 * Requests that carry `request[Symbol.for('@obs/own-request')] === true`, and all requests to servers
 * that carry `server[Symbol.for('@obs/own-server')] === true`, are not recorded: scrapes.
 *
 * @throws HttpInstrumentationError when families or limits are wrong. Recording never throws.
 * Cost of a request: two published messages, five Map lookups and the instruments' own cost; no
 * object is made for a request unless it is pipelined.
 */
export function instrumentHttpServer(options: HttpServerOptions): HttpServerInstrumentationHandle {
  const watch = new HttpServerWatch(options);
  watch.start();
  return { disable: () => watch.stop() };
}
