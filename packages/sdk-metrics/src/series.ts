import type { LiveExemplar } from '@obs/metrics-model';
import type { Attributes, HrTime } from '@opentelemetry/api';
import { toHrTime } from './clock.js';
import type { ExemplarReservoir } from './exemplar.js';

/**
 * What `Series.fresh` is set to by a measurement: one bit for each party that wants to know
 * whether something was recorded since it last looked (delta readers, idle expiry). Storing a
 * constant costs less than a counter and much less than the time of day.
 */
export const allFresh = 0x3fffffff;

/** The bit of {@link allFresh} that idle expiry uses; delta readers take the ones below. */
export const expiryBit = 1 << 29;

/** Set in `Series.fresh` when the series was removed; no measurement reaches it afterwards. */
const removedBit = 1 << 30;

/** Start times are kept relative to this, as small integers: a double would be an object of its own. */
const epoch = Date.now();

/** One series of a stream: attributes and what was aggregated. Subclasses hold the aggregate. */
export abstract class Series {
  /** See {@link allFresh}. Zero until the first measurement: `bind` makes series that are not fresh. */
  fresh = 0;
  readonly attributes: Attributes;
  slots: unknown[] | undefined = undefined;
  reservoir: ExemplarReservoir | undefined = undefined;
  private sinceEpoch: number | undefined = undefined;

  constructor(attributes: Attributes, startMillis: number) {
    this.attributes = attributes;
    this.sinceEpoch = startMillis - epoch;
  }

  /** Milliseconds since the Unix epoch. */
  get startMillis(): number {
    return epoch + (this.sinceEpoch ?? 0);
  }

  get removed(): boolean {
    return (this.fresh & removedBit) !== 0;
  }

  markRemoved(): void {
    this.fresh |= removedBit;
  }

  get startTime(): HrTime {
    return toHrTime(this.startMillis);
  }

  /** Moves the start of the series, backwards to an earlier recording or forwards to a new interval. */
  restart(startMillis: number): void {
    this.sinceEpoch = startMillis - epoch;
  }

  exemplars(): readonly LiveExemplar[] {
    return this.reservoir === undefined ? [] : this.reservoir.collect();
  }

  /** Aggregates one valid measurement. */
  abstract record(value: number): void;

  /**
   * Adds what another series of the same aggregation holds: a reader that comes late gets a copy of
   * the past.
   */
  abstract absorb(other: this): void;

  /** Back to nothing recorded, for a stream that only one delta reader reads. */
  abstract reset(): void;
}

/** Sum aggregation. Source: metrics/sdk.md, "Sum Aggregation". */
export class SumSeries extends Series {
  value = 0;

  record(value: number): void {
    this.value += value;
    this.fresh = allFresh;
  }

  absorb(other: SumSeries): void {
    this.value += other.value;
    this.fresh |= other.fresh;
  }

  reset(): void {
    this.value = 0;
    this.fresh = 0;
  }
}

/** Last value aggregation. Source: metrics/sdk.md, "Last Value Aggregation". */
export class GaugeSeries extends Series {
  value = 0;

  record(value: number): void {
    this.value = value;
    this.fresh = allFresh;
  }

  absorb(other: GaugeSeries): void {
    this.value = other.value;
    this.fresh |= other.fresh;
  }

  reset(): void {
    this.value = 0;
    this.fresh = 0;
  }
}

// V8 chooses how to store a field by what it has seen there. Without this, `value` starts as a
// small integer and the first fraction in a running process discards all compiled recorders.
for (const series of [new SumSeries({}, 0.5), new GaugeSeries({}, 0.5)]) series.record(0.5);
