/** How the sending of a scrape ended. */
export interface BodyEnd {
  /** Bytes handed out, after compression. */
  readonly bytes: number;
  /** False when the reader went away, the time was up, or writing failed. */
  readonly complete: boolean;
}

/**
 * The body of a scrape. Iterated the usual way its chunks belong to whoever iterates. `lend` saves
 * the copy: its chunks are the same memory again and again, each good until the next is asked for,
 * so whoever uses it waits until a chunk has been sent.
 */
export class ScrapeBody implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncGenerator<Uint8Array, void, void>;
  readonly #onEnd: (end: BodyEnd) => void;
  #bytes = 0;
  #ended = false;

  /** `onEnd` is called once, whatever happens, also when nobody ever iterates but `cancel` comes. */
  constructor(chunks: AsyncGenerator<Uint8Array, void, void>, onEnd: (end: BodyEnd) => void) {
    this.#chunks = chunks;
    this.#onEnd = onEnd;
  }

  lend(): AsyncIterableIterator<Uint8Array> {
    return this.#iterator((chunk) => chunk);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    return this.#iterator((chunk) => new Uint8Array(chunk));
  }

  /** Ends it: the work stops, and who asks for more gets an end. */
  async cancel(): Promise<void> {
    this.#end(false);
    await this.#chunks.return().catch(() => {});
  }

  #iterator(handed: (chunk: Uint8Array) => Uint8Array): AsyncIterableIterator<Uint8Array> {
    const iterator: AsyncIterableIterator<Uint8Array> = {
      [Symbol.asyncIterator]: () => iterator,
      next: async () => {
        const step = await this.#next();
        return step.done ? step : { done: false, value: handed(step.value) };
      },
      return: async () => {
        await this.cancel();
        return { done: true, value: undefined };
      },
    };
    return iterator;
  }

  async #next(): Promise<IteratorResult<Uint8Array, void>> {
    try {
      const step = await this.#chunks.next();
      if (step.done) this.#end(true);
      else this.#bytes += step.value.length;
      return step;
    } catch (error) {
      this.#end(false);
      throw error;
    }
  }

  #end(complete: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd({ bytes: this.#bytes, complete });
  }
}
