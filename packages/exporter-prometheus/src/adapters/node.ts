import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler, HandlerResponse } from '../handler/types.js';

/**
 * Mounts a handler on `node:http`, and on what takes such listeners: Express, Connect, Koa's raw
 * response, Fastify's `raw`. Waits for the socket before it asks for more of the body, and stops when the
 * client goes away. Never throws; reads nothing of the request's body.
 */
export function toNodeListener(
  handler: Handler,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { method = 'GET', headers } = request;
    // Express and Connect cut the mount path off `url` and keep the whole in `originalUrl`.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    handler({ method, url, headers })
      .then((answer) => send(answer, method, response))
      .catch(() => response.destroy());
  };
}

async function send(
  { status, headers, body }: HandlerResponse,
  method: string,
  response: ServerResponse,
): Promise<void> {
  if (response.destroyed) return abandon(body);
  response.writeHead(status, headers);
  if (body === null || method === 'HEAD') {
    response.end();
    return abandon(body);
  }
  if (body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  for await (const chunk of body) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
    if (response.destroyed) return;
  }
  response.end();
}

async function abandon(body: HandlerResponse['body']): Promise<void> {
  if (body === null || body instanceof Uint8Array) return;
  await body[Symbol.asyncIterator]().return?.();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
