import { PrometheusApiError } from '../errors.js';

/**
 * Reads a body to its end, at most `limit` bytes of it, counted after decompression. Above the limit
 * the connection is given up and `OBS_PROMAPI_TOO_LARGE` is thrown, so an endless answer costs
 * `limit` bytes of memory.
 */
export async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const { body } = response;
  if (body === null) return new Uint8Array(0);
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > limit) {
    await body.cancel().catch(() => {});
    throw tooLarge(limit);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, which closes the connection.
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): PrometheusApiError {
  return new PrometheusApiError(
    'OBS_PROMAPI_TOO_LARGE',
    `The answer of Prometheus is larger than ${limit} bytes. Ask for fewer series, or raise maxResponseBytes.`,
  );
}
