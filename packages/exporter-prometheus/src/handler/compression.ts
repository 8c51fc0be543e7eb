import type { Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { ContentEncoding } from './accept.js';

// Expositions repeat themselves so much that the fastest levels shrink them 10 to 20 times already.
const level = 1;

function compressor(encoding: 'gzip' | 'zstd'): Transform {
  if (encoding === 'gzip') return createGzip({ level });
  return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } });
}

/**
 * Compresses in zlib's threads. Asks for the next chunk when the one before is used up, and holds
 * still while nobody reads, so it adds some 300 KiB whatever the size of the whole.
 */
export async function* compressed(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  encoding: Exclude<ContentEncoding, 'identity'>,
): AsyncGenerator<Uint8Array, void, void> {
  const stream = compressor(encoding);
  const fed = feed(chunks, stream);
  fed.catch((error: Error) => stream.destroy(error));
  try {
    yield* stream as AsyncIterable<Uint8Array>;
    await fed;
  } finally {
    stream.destroy();
  }
}

async function feed(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  stream: Transform,
): Promise<void> {
  for await (const chunk of chunks) {
    await new Promise<void>((resolve, reject) => {
      stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
  stream.end();
}
