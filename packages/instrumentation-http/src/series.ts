import type { BoundHistogram, BoundSum } from '@obs/semconv';

/** The handles of the families of one set of dimensions. */
export interface Series {
  readonly requests: BoundSum | undefined;
  readonly duration: BoundHistogram | undefined;
}

/**
 * Series whose handles an instrumentation keeps. Past it, series are looked up by the engine again
 * for each request: slower by its lookup, and memory stays bounded.
 */
export const maxKeptSeries = 5_000;
