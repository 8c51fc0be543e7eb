import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { ContentEncoding } from './accept.js';

// Taken off the default export: naming what Node 20 does not have in an import would fail there.
const { constants, createGzip, createZstdCompress, gzip, zstdCompress } = zlib;

// Expositions repeat themselves so much that the fastest levels shrink them 10 to 20 times already.
const level = 1;

/** Bytes to compress at once: while a thread does it, it may keep the processor from the others. */
export const compressedPiece = 64 * 1024;

const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: level } };

function compressor(encoding: 'gzip' | 'zstd'): Transform {
  return encoding === 'gzip' ? createGzip({ level }) : createZstdCompress(zstdOptions);
}

const gzipWhole = promisify<Uint8Array, object, Buffer>(gzip);
// Made when it is asked for: promisify would fail where there is no zstd.
const zstdWhole = (bytes: Uint8Array) =>
  promisify<Uint8Array, object, Buffer>(zstdCompress)(bytes, zstdOptions);

/** Of these compressions, those that this Node has: zstd came with 22.15. */
export function available(
  compression: readonly ContentEncoding[] = ['zstd', 'gzip'],
): readonly ContentEncoding[] {
  const isThere = typeof zstdCompress === 'function';
  return isThere ? compression : compression.filter((encoding) => encoding !== 'zstd');
}

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
