import type { LiveExponentialBuckets } from '@obs/metrics-model';
import type { Point } from '../model/family.js';

/** An exponential histogram as cumulative classic buckets, without the one at infinity. */
export interface ClassicBuckets {
  readonly bounds: readonly number[];
  readonly cumulative: readonly number[];
}

/**
 * Turns exponential buckets into classic ones for formats that have no native histograms. Only
 * buckets that hold something get a bound. Source: compatibility specification, "Differences
 * between Prometheus formats": may be converted to fixed buckets.
 */
export function classicBuckets(point: Point): ClassicBuckets {
  const scale = point.scale ?? 0;
  const bounds: number[] = [];
  const cumulative: number[] = [];
  let total = 0;
  const add = (bound: number, count: number) => {
    if (count === 0) return;
    total += count;
    if (bound === Number.POSITIVE_INFINITY) return;
    if (bounds.at(-1) === bound) cumulative[cumulative.length - 1] = total;
    else {
      bounds.push(bound);
      cumulative.push(total);
    }
  };
  const negative = point.negative ?? noBuckets;
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    // `0 -`, not `-`: the smallest bounds round to zero, which must have no sign.
    add(0 - boundOf(negative.offset + i, scale), negative.counts[i] as number);
  }
  const threshold = point.zeroThreshold ?? 0;
  add(threshold, point.zeroCount ?? 0);
  const positive = point.positive ?? noBuckets;
  for (let i = 0; i < positive.counts.length; i++) {
    const bound = boundOf(positive.offset + i + 1, scale);
    add(Math.max(bound, threshold), positive.counts[i] as number);
  }
  return { bounds, cumulative };
}

const noBuckets: LiveExponentialBuckets = { offset: 0, counts: [] };

/** `base ** index` with `base = 2 ** (2 ** -scale)`. */
function boundOf(index: number, scale: number): number {
  return 2 ** (index * 2 ** -scale);
}
