import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Attributes } from '@opentelemetry/api';
import { methodNames, methodNumber } from '../method.js';

/**
 * What is known of a request when it begins. The query string is left out, as it may be secret.
 * Source: OpenTelemetry semantic conventions, http/http-spans.md, "HTTP server".
 */
export function requestAttributes(request: IncomingMessage): Attributes {
  const { headers, socket, method, httpVersion } = request;
  const name = methodNames[methodNumber(method)] as string;
  const peer = socket.remoteAddress;
  const attributes: Attributes = {
    'http.request.method': name,
    'url.path': pathOf(request.url ?? '/'),
    'url.scheme': schemeOf(request),
    'network.protocol.version': httpVersion,
  };
  if (name === '_OTHER') attributes['http.request.method_original'] = method ?? '';
  const forwarded = headers['x-forwarded-host'];
  addServer(attributes, firstOf(forwarded) ?? headers.host);
  const agent = headers['user-agent'];
  if (agent !== undefined) attributes['user_agent.original'] = agent;
  const client = firstOf(headers['x-forwarded-for']) ?? peer;
  if (client !== undefined) attributes['client.address'] = client;
  if (peer !== undefined) {
    attributes['network.peer.address'] = peer;
    attributes['network.peer.port'] = socket.remotePort ?? 0;
  }
  return attributes;
}

/** The path of a request target: without query and fragment, and without what an absolute one has before it. */
function pathOf(target: string): string {
  let path = target;
  if (path.charCodeAt(0) !== 47) {
    const scheme = path.indexOf('://');
    if (scheme > 0) {
      const slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? '/' : path.slice(slash);
    }
  }
  const query = path.indexOf('?');
  if (query >= 0) path = path.slice(0, query);
  const fragment = path.indexOf('#');
  return fragment < 0 ? path : path.slice(0, fragment);
}

function schemeOf({ headers, socket }: IncomingMessage): string {
  const forwarded = firstOf(headers['x-forwarded-proto']);
  if (forwarded === 'https' || forwarded === 'http') return forwarded;
  return (socket as TLSSocket).encrypted === true ? 'https' : 'http';
}

/** `host`, `host:port`, `[address]:port`. */
function addServer(attributes: Attributes, host: string | undefined): void {
  if (host === undefined) return;
  const colon = host.lastIndexOf(':');
  const port = colon > host.lastIndexOf(']') ? Number(host.slice(colon + 1)) : Number.NaN;
  if (Number.isInteger(port) && port > 0) {
    attributes['server.address'] = host.slice(0, colon);
    attributes['server.port'] = port;
  } else {
    attributes['server.address'] = host;
  }
}

/** The first of what proxies have put into a header, which is what the client said. */
function firstOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = Array.isArray(header) ? (header[0] ?? '') : header;
  const comma = text.indexOf(',');
  return (comma < 0 ? text : text.slice(0, comma)).trim() || undefined;
}
