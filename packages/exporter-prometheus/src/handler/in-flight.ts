import type { OpenMetricsOptions } from '../writers/openmetrics.js';
import type { ContentEncoding } from './accept.js';
import { available } from './compression.js';
import { Deadlines } from './deadline.js';
import type { MetricsHandlerOptions } from './options.js';

const defaultMaximum = 8;

/** The scrapes of one handler that are not over, and what they share. */
export class InFlight {
  readonly options: MetricsHandlerOptions;
  /** How all of them are written. */
  readonly writing: OpenMetricsOptions;
  readonly deadlines = new Deadlines();
  #count = 0;
  #compression: readonly ContentEncoding[] | undefined;

  constructor(options: MetricsHandlerOptions) {
    const { onDuplicate, onTooWide, chunkSize, created = false } = options;
    this.options = options;
    this.writing = {
      lend: true,
      created,
      ...(onDuplicate ? { onDuplicate } : {}),
      ...(onTooWide ? { onTooWide } : {}),
      ...(chunkSize ? { chunkSize } : {}),
    };
  }

  /** What is offered, as far as this Node has it; asked with the first scrape, which loads zlib. */
  get compression(): readonly ContentEncoding[] {
    this.#compression ??= available(this.options.compression);
    return this.#compression;
  }

  /** Counts one more; false when there are too many. */
  enter(): boolean {
    if (this.#count >= (this.options.maximumInFlight ?? defaultMaximum)) return false;
    this.#count++;
    return true;
  }

  leave(): void {
    this.#count--;
  }
}
