import type { Attributes, HrTime, ValueType } from '@opentelemetry/api';
import type { LiveExemplar, LiveExponentialHistogram, LiveHistogram, LiveNumber } from './point.js';
import type { InstrumentScope } from './scope.js';

/** How the series of a family are to be read: which of the `Live*` point interfaces they have. */
export type LiveFamilyKind = 'sum' | 'gauge' | 'histogram' | 'exponentialHistogram';

/** The families of one instrumentation scope. */
export interface LiveScope {
  readonly scope: InstrumentScope;
  /** Stable between collections; may have grown. Never changed while a reader iterates. */
  readonly families: readonly LiveFamily[];
}

/**
 * One metric stream: what an instrument, or a view of it, makes. Object identity is stable for the
 * life of the stream, so a reader may tie text to it (see `slots`).
 */
export interface LiveFamily {
  /** Stream name: the instrument's, or the view's. OpenTelemetry spelling, not Prometheus'. */
  readonly name: string;
  readonly description: string;
  /** UCUM unit, empty when there is none. */
  readonly unit: string;
  readonly kind: LiveFamilyKind;
  /** True for a sum that never goes down. */
  readonly monotonic: boolean;
  readonly valueType: ValueType;
  /** Upper bounds, ascending, without infinity; empty unless `kind` is `histogram`. */
  readonly boundaries: readonly number[];
  /**
   * The series that exist now, cumulative. The returned array is append-only: the engine never
   * reorders it and never takes an element out of it (a removed series is taken out of the *next*
   * array that this method returns, and has `removed` set), so a reader may take its length once
   * and walk it in slices, with pauses, while the application records. Costs no allocation when
   * nothing was removed since the last call.
   */
  series(): readonly LiveSeries[];
  /** Reader-owned values, indexed by what `allocateSlot()` gave. `undefined` until a reader writes one. */
  slots: unknown[] | undefined;
}

/**
 * One live series. Object identity is stable from the first measurement until the series is
 * removed; a series that comes back after removal is a new object. The members of `LiveNumber`,
 * `LiveHistogram` or `LiveExponentialHistogram`, as `family.kind` says, are read in place: read all
 * that belongs together (count, sum, buckets) without giving up the event loop in between, and it
 * is consistent.
 */
export type LiveSeries = LiveSeriesBase &
  Partial<LiveNumber> &
  Partial<LiveHistogram> &
  Partial<Omit<LiveExponentialHistogram, keyof LiveHistogram>>;

interface LiveSeriesBase {
  /** Owned by the engine and never changed; do not change it either. */
  readonly attributes: Attributes;
  /**
   * Start of the cumulative interval: `[seconds, nanoseconds]` since the Unix epoch; `[0, 0]` when
   * nobody knows.
   */
  readonly startTime: HrTime;
  /** True once the series was removed or has expired: a reader skips it. */
  readonly removed: boolean;
  /** Reader-owned values, indexed by what `allocateSlot()` gave; gone with the series. */
  slots: unknown[] | undefined;
  /** Exemplars collected since the last call by this reader's collection; absent when there are none. */
  exemplars?(): readonly LiveExemplar[];
}
