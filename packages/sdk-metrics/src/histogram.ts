import type { Attributes } from '@opentelemetry/api';
import { canCompile } from './code-generation.js';
import { allFresh, Series } from './series.js';

/** Explicit bucket histogram. Source: metrics/sdk.md, "Explicit Bucket Histogram Aggregation". */
export class HistogramSeries extends Series {
  sum = 0;
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  readonly bucketCounts: number[];
  private readonly boundaries: Float64Array;
  private readonly recordMinMax: boolean;

  constructor(
    attributes: Attributes,
    startMillis: number,
    boundaries: Float64Array,
    recordMinMax: boolean,
  ) {
    super(attributes, startMillis);
    this.boundaries = boundaries;
    this.recordMinMax = recordMinMax;
    this.bucketCounts = new Array<number>(boundaries.length + 1).fill(0);
  }

  record(value: number): void {
    const boundaries = this.boundaries;
    let bucket = 0;
    // Linear up to here, see DESIGN.md: most histograms have a dozen bounds, and the branch
    // predictor learns where a service's latencies lie.
    const last = boundaries.length;
    while (bucket < last && value > (boundaries[bucket] as number)) bucket++;
    (this.bucketCounts as [number])[bucket as 0]++;
    this.sum += value;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
    this.fresh = allFresh;
  }

  /** Counted when it is asked for: a scrape adds a dozen numbers so that a recording need not. */
  get count(): number {
    let count = 0;
    const counts = this.bucketCounts;
    for (let i = 0; i < counts.length; i++) count += counts[i] as number;
    return count;
  }

  get min(): number | undefined {
    return this.recordMinMax && this.low <= this.high ? this.low : undefined;
  }

  get max(): number | undefined {
    return this.recordMinMax && this.low <= this.high ? this.high : undefined;
  }

  absorb(other: HistogramSeries): void {
    this.sum += other.sum;
    this.low = Math.min(this.low, other.low);
    this.high = Math.max(this.high, other.high);
    for (let i = 0; i < this.bucketCounts.length; i++) {
      this.bucketCounts[i] = (this.bucketCounts[i] as number) + (other.bucketCounts[i] as number);
    }
    this.fresh |= other.fresh;
  }

  reset(): void {
    this.sum = 0;
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
    this.bucketCounts.fill(0);
    this.fresh = 0;
  }
}

/** Up to so many bounds a compiled recorder has a search without branches; each takes 11 bytes of bytecode. */
export const maxUnrolledBounds = 16;

/**
 * `HistogramSeries.record` as text, in terms of `series` and `value`. All bounds are compared and the
 * results added up, which no branch predictor has to guess: 5 to 7 ns for eleven bounds where the loop
 * takes 7 to 20, by how well the values can be foreseen.
 */
export function recordHistogramText(boundaries: readonly number[]): string {
  const above = boundaries.map((bound) => `(value > ${bound} | 0)`);
  return `
    series.bucketCounts[${above.length === 0 ? '0' : above.join(' + ')}]++;
    series.sum += value;
    if (value < series.low) series.low = value;
    if (value > series.high) series.high = value;
    series.fresh = ${allFresh};`;
}

const classes = new Map<string, typeof HistogramSeries>();

/** So many sets of bounds have a class of their own, later ones share the general one. */
const maxClasses = 64;

/**
 * A histogram whose `record` is {@link recordHistogramText}, for handles, which have no recorder of
 * their own. Instruments with the same bounds share it: a program has few sets of bounds.
 */
export function histogramClass(boundaries: readonly number[]): typeof HistogramSeries {
  if (boundaries.length > maxUnrolledBounds || !canCompile()) return HistogramSeries;
  const key = boundaries.join();
  const known = classes.get(key);
  if (known !== undefined) return known;
  if (classes.size >= maxClasses) return HistogramSeries;
  const text = `
    return class extends HistogramSeries {
      record(value) { const series = this; ${recordHistogramText(boundaries)} }
    }`;
  const made = new Function('HistogramSeries', text)(HistogramSeries) as typeof HistogramSeries;
  classes.set(key, made);
  new made({}, 0.5, Float64Array.from(boundaries), true).record(0.5);
  return made;
}

// See the end of series.ts.
new HistogramSeries({}, 0.5, new Float64Array([1]), true).record(0.5);
