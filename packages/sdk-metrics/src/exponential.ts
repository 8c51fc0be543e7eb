import type { Attributes } from '@opentelemetry/api';
import { allFresh, Series } from './series.js';

const maxScale = 20;
const minScale = -10;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const highWord = littleEndian ? 1 : 0;
const lowWord = littleEndian ? 0 : 1;

/** One side of an exponential histogram: counts of consecutive buckets from `offset` on. */
export class ExponentialBuckets {
  offset = 0;
  counts: number[] = [];

  /** Adds to bucket `index`, which the caller knows to fit into the maximum size. */
  add(index: number, amount: number): void {
    const counts = this.counts;
    if (counts.length === 0) {
      this.offset = index;
      counts.push(amount);
      return;
    }
    const position = index - this.offset;
    if (position < 0) {
      const room = new Array<number>(-position).fill(0);
      room[0] = amount;
      this.counts = room.concat(counts);
      this.offset = index;
      return;
    }
    while (counts.length <= position) counts.push(0);
    (counts as [number])[position as 0] += amount;
  }

  /** Merges 2^steps buckets into one. */
  downscale(steps: number): void {
    if (steps <= 0 || this.counts.length === 0) return;
    const first = this.offset >> steps;
    const last = (this.offset + this.counts.length - 1) >> steps;
    const merged = new Array<number>(last - first + 1).fill(0);
    for (let i = 0; i < this.counts.length; i++) {
      const target = ((this.offset + i) >> steps) - first;
      merged[target] = (merged[target] as number) + (this.counts[i] as number);
    }
    this.offset = first;
    this.counts = merged;
  }

  clear(): void {
    this.offset = 0;
    this.counts = [];
  }
}

/**
 * Base-2 exponential bucket histogram: at most `maxSize` buckets a side, always at the highest
 * scale that fits. Source: metrics/sdk.md, "Base2 Exponential Bucket Histogram Aggregation".
 */
export class ExponentialSeries extends Series {
  count = 0;
  sum = 0;
  scale = maxScale;
  zeroCount = 0;
  readonly zeroThreshold = 0;
  readonly positive = new ExponentialBuckets();
  readonly negative = new ExponentialBuckets();
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  /** `2 ** scale / ln 2`: buckets for each unit of the natural logarithm. */
  private factor = 2 ** maxScale * Math.LOG2E;
  private readonly maxSize: number;
  private readonly recordMinMax: boolean;

  constructor(attributes: Attributes, startMillis: number, maxSize: number, recordMinMax: boolean) {
    super(attributes, startMillis);
    this.maxSize = maxSize;
    this.recordMinMax = recordMinMax;
  }

  record(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
    this.fresh = allFresh;
    if (value === 0) this.zeroCount++;
    else if (value > 0) this.place(this.positive, value);
    else this.place(this.negative, -value);
  }

  private place(side: ExponentialBuckets, magnitude: number): void {
    let index = this.indexOf(magnitude);
    const steps = this.stepsFor(side, index);
    if (steps > 0) {
      this.downscale(steps);
      index = this.indexOf(magnitude);
    }
    side.add(index, 1);
  }

  /** How often the scale must be halved until bucket `index` fits. */
  private stepsFor(side: ExponentialBuckets, index: number): number {
    const size = side.counts.length;
    if (size === 0) return 0;
    let low = Math.min(index, side.offset);
    let high = Math.max(index, side.offset + size - 1);
    let steps = 0;
    while (high - low >= this.maxSize && this.scale - steps > minScale) {
      low >>= 1;
      high >>= 1;
      steps++;
    }
    return steps;
  }

  absorb(other: ExponentialSeries): void {
    this.count += other.count;
    this.sum += other.sum;
    this.zeroCount += other.zeroCount;
    this.low = Math.min(this.low, other.low);
    this.high = Math.max(this.high, other.high);
    this.fresh |= other.fresh;
    this.absorbSide(this.positive, other, other.positive);
    this.absorbSide(this.negative, other, other.negative);
  }

  private absorbSide(
    side: ExponentialBuckets,
    other: ExponentialSeries,
    from: ExponentialBuckets,
  ): void {
    this.downscale(Math.max(0, this.scale - other.scale));
    for (let i = 0; i < from.counts.length; i++) {
      const index = from.offset + i;
      this.downscale(this.stepsFor(side, index >> (other.scale - this.scale)));
      side.add(index >> (other.scale - this.scale), from.counts[i] as number);
    }
  }

  private downscale(steps: number): void {
    if (steps === 0) return;
    this.scale -= steps;
    this.factor = 2 ** this.scale * Math.LOG2E;
    this.positive.downscale(steps);
    this.negative.downscale(steps);
  }

  /** The bucket of `(base ** index, base ** (index + 1)]`, `base = 2 ** (2 ** -scale)`. */
  private indexOf(magnitude: number): number {
    float[0] = magnitude;
    const high = words[highWord] as number;
    let exponent = (high >>> 20) - 1023;
    const isPower = (high & 0xfffff) === 0 && words[lowWord] === 0;
    if (exponent === -1023) {
      // Subnormal values are rounded away from zero, which the specification allows.
      exponent = -1022;
      return this.scale > 0 ? exponent * 2 ** this.scale - 1 : (exponent - 1) >> -this.scale;
    }
    // An exact power of two is the upper, inclusive bound of its bucket; Math.log may miss it.
    if (this.scale > 0) {
      if (isPower) return exponent * 2 ** this.scale - 1;
      const index = Math.floor(Math.log(magnitude) * this.factor);
      // Rounding next to a power of two must not leave the octave.
      const first = exponent * 2 ** this.scale;
      if (index < first) return first;
      const last = first + 2 ** this.scale - 1;
      return Math.min(index, last);
    }
    return (isPower ? exponent - 1 : exponent) >> -this.scale;
  }

  get min(): number | undefined {
    return this.recordMinMax && this.low <= this.high ? this.low : undefined;
  }

  get max(): number | undefined {
    return this.recordMinMax && this.low <= this.high ? this.high : undefined;
  }

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.zeroCount = 0;
    this.scale = maxScale;
    this.factor = 2 ** maxScale * Math.LOG2E;
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
    this.positive.clear();
    this.negative.clear();
    this.fresh = 0;
  }
}

// See the end of series.ts.
new ExponentialSeries({}, 0.5, 160, true).record(0.5);
