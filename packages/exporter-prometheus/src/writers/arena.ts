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
 */
export class Arena {
  readonly #chunks: Chunk[] = [];
  #used = 0;

  /** Bytes reserved, for telling how much memory a cache has. */
  get size(): number {
    return this.#chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
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
      index = this.#chunks.push(chunk(Math.max(index < 0 ? firstSize : chunkSize, length))) - 1;
      this.#used = 0;
    }
    const last = this.#chunks[index] as Chunk;
    if (this.#used + length > last.bytes.length - slack) {
      const grown = chunk(
        Math.min(chunkSize, Math.max(2 * last.bytes.length, this.#used + length)),
      );
      last.bytes.copy(grown.bytes, 0, 0, this.#used);
      this.#chunks[index] = grown;
    }
    const address = ((index << chunkBits) | this.#used) >>> 0;
    this.#used += length;
    return address;
  }
}

function chunk(size: number): Chunk {
  const bytes = Buffer.allocUnsafeSlow(size + slack);
  return { bytes, view: new DataView(bytes.buffer) };
}
