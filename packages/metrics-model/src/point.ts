import type { Attributes, HrTime } from '@opentelemetry/api';

/**
 * One example measurement of a series, with the trace in which it was made.
 *
 * Source: OpenTelemetry metrics data model, "Exemplars".
 */
export interface LiveExemplar {
  /** The measured value, in the unit of the family. */
  readonly value: number;
  /** When it was measured: `[seconds, nanoseconds]` since the Unix epoch. */
  readonly time: HrTime;
  /** Attributes of the measurement that a view or the declared keys dropped from the series. */
  readonly filteredAttributes: Attributes;
  /** 32 lower-case hexadecimal digits; absent outside a span. */
  readonly traceId?: string;
  /** 16 lower-case hexadecimal digits; absent outside a span. */
  readonly spanId?: string;
}

/** What a series of kind `sum` or `gauge` holds now. */
export interface LiveNumber {
  /** Cumulative sum since `startTime` for a sum, the last value for a gauge. */
  readonly value: number;
}

/** What a series of kind `histogram` holds now. Bounds are on the family. */
export interface LiveHistogram {
  readonly count: number;
  readonly sum: number;
  /** `undefined` when the stream records no minimum and maximum, or nothing was recorded. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /**
   * Measurements per bucket, not cumulative; length is `family.boundaries.length + 1`, the last
   * one is the bucket above the last bound. Owned by the engine: read it, never keep or change it.
   */
  readonly bucketCounts: ArrayLike<number>;
}

/** One side of an exponential histogram. */
export interface LiveExponentialBuckets {
  /** Index of the first bucket of `counts`. */
  readonly offset: number;
  /** Measurements per bucket, not cumulative. Owned by the engine. */
  readonly counts: ArrayLike<number>;
}

/** What a series of kind `exponentialHistogram` holds now. */
export interface LiveExponentialHistogram {
  readonly count: number;
  readonly sum: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: LiveExponentialBuckets;
  readonly negative: LiveExponentialBuckets;
}
