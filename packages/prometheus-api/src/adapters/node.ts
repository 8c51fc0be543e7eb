import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler, HandlerResponse } from '../endpoints/types.js';
import { bodyTooLarge, maxBodyBytes } from './body-limit.js';

/** What frameworks add to a request. */
interface FrameworkRequest extends IncomingMessage {
  /** Express and Connect cut the mount path off `url` and keep the whole here. */
  readonly originalUrl?: string;
  /** Where a body parser leaves what it has read. */
  readonly body?: unknown;
}

/**
 * Mounts a handler on `node:http`, and on what takes such listeners: Express, Connect, Fastify's raw
 * pair. A path that is not the handler's goes to `next` when there is one, else it is answered with
 * 404. A body that a parser before has read is taken from `request.body`. Never throws.
 */
export function toNodeListener(
  handler: Handler,
): (request: IncomingMessage, response: ServerResponse, next?: () => void) => void {
  return (request, response, next) => {
    const { method = 'GET', headers, url, originalUrl } = request as FrameworkRequest;
    handler({ method, url: originalUrl ?? url ?? '/', headers, body: () => bodyOf(request) })
      .then((answer) => {
        if (answer) send(answer, method, response);
        else if (next) next();
        else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      })
      .catch(() => response.destroy());
  };
}

function send(
  { status, headers, body }: HandlerResponse,
  method: string,
  response: ServerResponse,
) {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers });
  response.end(method === 'HEAD' || body === null ? undefined : body);
}

async function bodyOf(request: FrameworkRequest): Promise<string> {
  const { body } = request;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  if (typeof body === 'object' && body !== null) return asForm(body);
  // Leaving the loop below cuts the connection; a length that is known can be answered.
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw bodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The form again that a parser made an object of; `match[]` may have become `match`. */
function asForm(body: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    const key = name === 'match' ? 'match[]' : name;
    for (const item of Array.isArray(value) ? value : [value]) form.append(key, String(item));
  }
  return form.toString();
}
