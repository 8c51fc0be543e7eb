import { slack } from './byte-writer.js';

const chunkBits = 20;
const chunkSize = 1 << chunkBits;
const firstSize = 1 << 10;

interface Chunk {
  bytes: Buffer;
  view: DataView;
}

/**
 * Bytes that only grow, in chunks of up to 1 MiB, so that growing never copies more than that. An
 * address is the chunk's index and the offset in it, in one 32-bit number; 4 GiB at most.
 * No address is 0.
 *
 * `unpaced` memory is not what V8's garbage collector paces itself by. It is shared memory, for that
 * reason alone: after 64 MiB of new ordinary buffers V8 marks the whole heap, which stopped the first
 * scrape of a million series for 40 to 70 ms at a time. For text that stays as long as objects three
 * times its size do; those pace the collector well enough. `process.memoryUsage().arrayBuffers` has it.
 */
export class Arena {
  readonly #chunks: Chunk[] = [];
  #used = 0;
  readonly #unpaced: boolean;
  /** Bytes given out. */
  reserved = 0;

  constructor(unpaced: boolean) {
    this.#unpaced = unpaced;
  }

  view(address: number): DataView {
    return (this.#chunks[address >>> chunkBits] as Chunk).view;
  }

  bytes(address: number): Buffer {
    return (this.#chunks[address >>> chunkBits] as Chunk).bytes;
  }

  offset(address: number): number {
    return address & (chunkSize - 1);
  }

  /** Room for `length` bytes, with slack after it. */
  reserve(length: number): number {
    let index = this.#chunks.length - 1;
    if (index < 0 || this.#used + length > chunkSize) {
      this.#used = index < 0 ? 1 : 0;
      // A text that is larger than a chunk has one of its own.
      const size = Math.max(index < 0 ? firstSize : chunkSize, this.#used + length);
      index = this.#chunks.push(this.#chunk(size)) - 1;
    }
    const last = this.#chunks[index] as Chunk;
    if (this.#used + length > last.bytes.length - slack) {
      const grown = this.#chunk(
        Math.min(chunkSize, Math.max(2 * last.bytes.length, this.#used + length)),
      );
      last.bytes.copy(grown.bytes, 0, 0, this.#used);
      this.#chunks[index] = grown;
    }
    const address = ((index << chunkBits) | this.#used) >>> 0;
    this.#used += length;
    this.reserved += length;
    return address;
  }

  #chunk(size: number): Chunk {
    const length = size + slack;
    const bytes = this.#unpaced
      ? Buffer.from(new SharedArrayBuffer(length))
      : Buffer.allocUnsafe(length);
    return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, length) };
  }
}
