import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { markOwnRequest, ownRequest } from '@obs/exporter-prometheus';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
type MarkedRequest = IncomingMessage & { [ownRequest]?: true };

/** Answers on the application's port. */
export interface AppPort {
  /** URL of the first path on the first server with a port that listens, or that was asked. */
  readonly url: string | undefined;
  close(): void;
}

/**
 * Answers some paths on every `node:http` and `node:https` server of this process, before the
 * application sees the request and without patching it: Node publishes each request on a
 * diagnostics channel before it emits it. A server gets its own `emit` at the first request for one
 * of the paths; others, and servers that are never asked, are untouched. HTTP/2 servers have no such
 * channel and are not served.
 *
 * @param routes handler by exact path; GET and HEAD only, other methods go to the application.
 * @param onListen called once, with the URL, when it is known.
 */
export function serveOnAppPort(
  routes: Readonly<Record<string, Listener>>,
  onListen: (url: string) => void,
): AppPort {
  const served = new WeakSet<Server>();
  let url: string | undefined;

  const onRequest = (message: unknown): void => {
    const { request, server } = message as { request: MarkedRequest; server: Server };
    const method = request.method;
    if (method !== 'GET' && method !== 'HEAD') return;
    if (routes[pathOf(request.url)] === undefined) return;
    markOwnRequest(request);
    if (served.has(server)) return;
    served.add(server);
    takeOver(server, routes);
    // A server that listened before this function was called was not heard of.
    hearOf(server);
  };
  const onServerListens = (message: unknown): void => {
    const { server } = message as { server: unknown };
    if (server instanceof Server || server instanceof SecureServer) hearOf(server);
  };
  const hearOf = (server: Server): void => {
    const base = url === undefined ? urlOf(server) : undefined;
    if (base === undefined) return;
    url = `${base}${Object.keys(routes)[0]}`;
    onListen(url);
  };
  subscribe('http.server.request.start', onRequest);
  subscribe('tracing:net.server.listen:asyncEnd', onServerListens);
  return {
    get url() {
      return url;
    },
    close() {
      unsubscribe('http.server.request.start', onRequest);
      unsubscribe('tracing:net.server.listen:asyncEnd', onServerListens);
    },
  };
}

function takeOver(server: Server, routes: Readonly<Record<string, Listener>>): void {
  const { emit } = server;
  server.emit = function (this: Server, ...args: unknown[]): boolean {
    const [event, request, response] = args;
    const isRequest = event === 'request' || event === 'checkContinue';
    if (isRequest && (request as MarkedRequest)[ownRequest]) {
      const listener = routes[pathOf((request as IncomingMessage).url)];
      listener?.(request as IncomingMessage, response as ServerResponse);
      return true;
    }
    return Reflect.apply(emit, this, args) as boolean;
  } as typeof server.emit;
}

function pathOf(url: string | undefined): string {
  if (url === undefined) return '';
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

/** `undefined` for a pipe or a Unix socket: it has no port that Prometheus could scrape. */
function urlOf(server: Server): string | undefined {
  const scheme = server instanceof SecureServer ? 'https' : 'http';
  const address = server.address();
  if (address === null || typeof address === 'string') return undefined;
  return `${scheme}://${hostOf(address)}:${address.port}`;
}

function hostOf({ address, family }: AddressInfo): string {
  if (address === '::' || address === '0.0.0.0') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}
