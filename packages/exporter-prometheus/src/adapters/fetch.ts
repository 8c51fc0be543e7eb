import type { Handler, HandlerResponse } from '../handler/types.js';

/**
 * Mounts a handler where `Request` goes in and `Response` comes out: Hono, `Bun.serve`, `Deno.serve`,
 * route handlers. The body is pulled, so a slow reader holds the work back.
 */
export function toFetch(handler: Handler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, url, headers } = request;
    const answer = await handler({ method, url, headers: Object.fromEntries(headers) });
    const empty = method === 'HEAD' || answer.body === null;
    return new Response(empty ? null : bodyOf(answer), {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

function bodyOf({
  body,
  signal,
}: HandlerResponse): Uint8Array<ArrayBuffer> | ReadableStream | null {
  if (body === null || body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer> | null;
  const iterator = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      // A body that ends because its time was up must not look like a whole one.
      if (done && signal?.aborted) controller.error(new Error('The time of this scrape is up'));
      else if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
