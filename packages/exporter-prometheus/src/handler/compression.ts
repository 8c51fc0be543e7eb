import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { ContentEncoding } from './accept.js';

// Expositions repeat themselves so much that the fastest levels shrink them 10 to 20 times already.
const level = 1;

/** Bytes to compress at once: while a thread does it, it may keep the processor from the others. */
export const compressedPiece = 64 * 1024;

// All of zlib is named when it is used: what Node 20 does not have would fail in an import, and where a
// bundle loads zlib when it is first used, the start of a process is 1 ms shorter.
const zstdOptions = () => ({ params: { [zlib.constants.ZSTD_c_compressionLevel]: level } });

function compressor(encoding: 'gzip' | 'zstd'): Transform {
  return encoding === 'gzip' ? zlib.createGzip({ level }) : zlib.createZstdCompress(zstdOptions());
}

/** Of these compressions, those that this Node has: zstd came with 22.15. */
export function available(
  compression: readonly ContentEncoding[] = ['zstd', 'gzip'],
): readonly ContentEncoding[] {
  return typeof zlib.zstdCompress === 'function'
    ? compression
    : compression.filter((encoding) => encoding !== 'zstd');
}

/** Compresses what is at hand as a whole, in zlib's threads too: a stream costs more than small input. */
export function compressedWhole(
  bytes: Uint8Array,
  encoding: Exclude<ContentEncoding, 'identity'>,
): Promise<Uint8Array> {
  return encoding === 'gzip'
    ? promisify<Uint8Array, object, Buffer>(zlib.gzip)(bytes, { level })
    : promisify<Uint8Array, object, Buffer>(zlib.zstdCompress)(bytes, zstdOptions());
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
