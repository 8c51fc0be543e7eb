import type { Handler } from '../endpoints/types.js';
import { bodyTooLarge, maxBodyBytes } from './body-limit.js';

/**
 * Mounts a handler where `Request` goes in and `Response` comes out: Hono, `Bun.serve`,
 * `Deno.serve`, route handlers. 404 for a path that is not the handler's. A body above 64 KiB is
 * refused by the handler.
 */
export function toFetch(handler: Handler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, url, headers } = request;
    const answer = await handler({
      method,
      url,
      headers: Object.fromEntries(headers),
      body: () => readText(request),
    });
    if (!answer) return new Response('Not found\n', { status: 404 });
    const body = method === 'HEAD' ? null : (answer.body as Uint8Array<ArrayBuffer> | null);
    return new Response(body, { status: answer.status, headers: { ...answer.headers } });
  };
}

async function readText({ body }: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw bodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
