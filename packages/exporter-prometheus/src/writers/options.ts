/** What all writers take. */
export interface WriterOptions {
  /** Bytes per chunk; a chunk is larger only when one series needs more. Default 262,144. */
  readonly chunkSize?: number;
  /**
   * True: chunks are the same memory again and again, each good until the next is asked for. Saves
   * a copy; for callers that wait until a chunk has been used. Default false.
   */
  readonly lend?: boolean;
  /** Hears of a series that has the same labels as another of its family and is not written. */
  readonly onDuplicate?: (family: string, labels: string) => void;
  /**
   * Hears, at each writing, of a family of which a series is not written, because protobuf has no
   * histograms with buckets as wide as its.
   */
  readonly onTooWide?: (family: string) => void;
}
