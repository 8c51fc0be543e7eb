import type { IncomingMessage, ServerResponse } from 'node:http';
import { ScrapeBody } from '../handler/scrape-body.js';
import type { Handler, HandlerResponse } from '../handler/types.js';
import { markOwnRequest } from './own-request.js';

/**
 * Mounts a handler on `node:http`, and on what takes such listeners: Express, Connect, Koa and
 * Fastify through their raw request and response. Waits until a chunk is sent before it asks for
 * the next, so a slow reader holds the work back and costs one chunk of memory; stops when the reader goes away or the
 * answer expires. Never throws; reads nothing of the request's body. The request carries `ownRequest`
 * afterwards.
 */
export function toNodeListener(
  handler: Handler,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    markOwnRequest(request);
    const { method = 'GET', headers } = request;
    // Express and Connect cut the mount path off `url` and keep the whole in `originalUrl`.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    const fail = () => cutOff(response);
    handler({ method, url, headers }).then((answer) => {
      try {
        // A whole body needs no promise of its own.
        send(answer, method, response)?.catch(fail);
      } catch {
        fail();
      }
    }, fail);
  };
}

function send(
  answer: HandlerResponse,
  method: string,
  response: ServerResponse,
): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (response.destroyed || body === null || method === 'HEAD') {
    if (!response.destroyed) response.writeHead(status, headers).end();
    return abandon(body);
  }
  if (!(body instanceof Uint8Array)) return stream(answer, body, response);
  sendWhole(body, response.writeHead(status, headers));
  return undefined;
}

async function stream(
  { status, headers, signal }: HandlerResponse,
  body: AsyncIterable<Uint8Array>,
  response: ServerResponse,
): Promise<void> {
  const cut = () => cutOff(response);
  signal?.addEventListener('abort', cut, { once: true });
  try {
    response.writeHead(status, headers);
    for await (const chunk of body instanceof ScrapeBody ? body.lend() : body) {
      await sent(response, chunk);
      if (response.destroyed) return;
    }
    // A body that ends because its time was up must not look like a whole one.
    if (signal?.aborted) cut();
    else response.end();
  } finally {
    signal?.removeEventListener('abort', cut);
  }
}

/** Ends a connection so that nobody takes what was sent for the whole. */
function cutOff(response: ServerResponse): void {
  try {
    // To HTTP/1.0, which many proxies speak, the end of the connection is the end of the body.
    if (response.req.httpVersion === '1.0') response.socket?.resetAndDestroy();
  } catch {
    // Only TCP can be reset.
  }
  response.destroy();
}

// As a string that is as small as this, head and body are one write instead of two.
const smallBody = 16 * 1024;

function sendWhole(body: Uint8Array, response: ServerResponse): void {
  if (body.length > smallBody) response.end(body);
  else {
    const { buffer, byteOffset, length } = body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(buffer, byteOffset, length);
    response.end(bytes.toString('latin1'), 'latin1');
  }
}

async function abandon(body: HandlerResponse['body']): Promise<void> {
  if (body === null || body instanceof Uint8Array) return;
  await body[Symbol.asyncIterator]().return?.();
}

/** Resolves when the chunk has left, or never will. */
function sent(response: ServerResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('close', done);
      resolve();
    };
    response.on('close', done);
    response.write(chunk, done);
  });
}
