import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, createZstdCompress, gzip, zstdCompress } from 'node:zlib';
import type { ContentEncoding } from './accept.js';

// Expositions repeat themselves so much that the fastest levels shrink them 10 to 20 times already.
const level = 1;

const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: level } };

function compressor(encoding: 'gzip' | 'zstd'): Transform {
  return encoding === 'gzip' ? createGzip({ level }) : createZstdCompress(zstdOptions);
}

const gzipWhole = promisify<Uint8Array, object, Buffer>(gzip);
// Made when it is asked for: Node 20 has no zstd, and loading this must not fail there.
const zstdWhole = (bytes: Uint8Array) =>
  promisify<Uint8Array, object, Buffer>(zstdCompress)(bytes, zstdOptions);

/** Compresses what is at hand as a whole, in zlib's threads too: a stream costs more than small input. */
export function compressedWhole(
  bytes: Uint8Array,
  encoding: Exclude<ContentEncoding, 'identity'>,
): Promise<Uint8Array> {
  return encoding === 'gzip' ? gzipWhole(bytes, { level }) : zstdWhole(bytes);
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
