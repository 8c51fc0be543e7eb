import type { HandlerResponse } from '../../src/index.js';

/** The whole body. */
export async function bodyBytes({ body }: HandlerResponse): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function bodyText(response: HandlerResponse): Promise<string> {
  return (await bodyBytes(response)).toString();
}
