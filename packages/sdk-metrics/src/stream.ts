import type { LiveFamily, LiveFamilyKind, LiveSeries } from '@obs/metrics-model';
import type { Attributes, Context, ValueType } from '@opentelemetry/api';
import type { IAttributesProcessor, InstrumentType } from '@opentelemetry/sdk-metrics';
import { type Aggregation, type SeriesMaker, seriesMaker, takesNegatives } from './aggregation.js';
import { buildAttributes, detach, overflowKey, type Snapshot } from './attributes.js';
import type { Clock } from './clock.js';
import { DeclaredIndex } from './declared-index.js';
import { defaultReservoir, type ExemplarReservoirFactory } from './exemplar.js';
import type { IdTable } from './id-table.js';
import { OpenIndex } from './open-index.js';
import type { Report } from './report.js';
import { expiryBit, type Series } from './series.js';
import type { SeriesIndex } from './series-index.js';
import type { Shortcut } from './shortcut.js';

/** All that decides how measurements become a metric stream. Equal keys mean one shared stream. */
export interface StreamConfig {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly instrumentType: InstrumentType;
  readonly valueType: ValueType;
  readonly aggregation: Exclude<Aggregation, { kind: 'drop' }>;
  /** Series besides the overflow series. Source: metrics/sdk.md, "Cardinality limits". */
  readonly limit: number;
  readonly declaredKeys: readonly string[] | undefined;
  readonly processors: readonly IAttributesProcessor[];
  readonly expireAfterMs: number | undefined;
  readonly reservoir: ExemplarReservoirFactory | undefined;
}

/** What a stream needs from its provider. */
export interface StreamHost {
  readonly clock: Clock;
  readonly report: Report;
  /** Whether code may be generated for what is recorded here. */
  readonly compile: boolean;
}

/**
 * One metric stream: the series that an instrument, or a view of it, makes, always cumulative.
 * Readers with the same configuration share it; what a delta reader has seen is its own business.
 */
export class Stream implements LiveFamily {
  readonly name: string;
  description: string;
  readonly unit: string;
  readonly kind: LiveFamilyKind;
  readonly monotonic: boolean;
  readonly valueType: ValueType;
  readonly boundaries: readonly number[];
  /** False for histograms of values that may be negative: their sum is not a total of anything. */
  readonly hasSum: boolean;
  slots: unknown[] | undefined = undefined;

  readonly config: StreamConfig;
  readonly index: SeriesIndex;
  /** When the instrument was made: the start of the first delta interval. */
  readonly createdMillis: number;
  limit: number;
  /** Measurements, or bindings, that went to the overflow series. */
  overflowed = 0;
  /** Bound series: never expired, and kept when a delta interval starts anew. */
  readonly pinned = new Set<Series>();
  /** True when a single reader reads this stream, as delta: then an interval starts from nothing. */
  restartsEachInterval = false;

  /** The table in front of the index that the compiled recorder uses. */
  shortcut: Shortcut | IdTable | undefined = undefined;

  protected readonly host: StreamHost;
  private readonly makeSeries: SeriesMaker;
  protected live: Series[] = [];
  protected overflow: Series | undefined = undefined;
  /** Removed series that are still in `live`. */
  private holes = 0;
  private idleSince: Map<Series, number> | undefined = undefined;

  constructor(
    config: StreamConfig,
    host: StreamHost,
    makeSeries: SeriesMaker = seriesMaker(config.aggregation, host.compile),
  ) {
    const { aggregation } = config;
    this.config = config;
    this.host = host;
    this.name = config.name;
    this.description = config.description;
    this.unit = config.unit;
    this.valueType = config.valueType;
    this.kind = aggregation.kind;
    this.monotonic = aggregation.kind === 'sum' && aggregation.monotonic;
    this.boundaries = aggregation.kind === 'histogram' ? aggregation.boundaries : [];
    this.hasSum = !takesNegatives(config.instrumentType);
    this.limit = config.limit;
    this.createdMillis = host.clock();
    this.makeSeries = makeSeries;
    this.index =
      config.declaredKeys === undefined
        ? new OpenIndex(() => this.limit)
        : new DeclaredIndex(config.declaredKeys);
  }

  /** Series, the overflow series included. */
  get seriesCount(): number {
    let count = 0;
    for (const series of this.live) if (!series.removed) count++;
    return count;
  }

  isOverflow(series: Series): boolean {
    return series === this.overflow;
  }

  series(): readonly LiveSeries[] {
    return this.liveSeries() as readonly Series[] as readonly LiveSeries[];
  }

  /** As {@link series}: readers in the middle of an older array keep it unchanged. */
  liveSeries(): readonly Series[] {
    if (this.holes > 0) {
      this.live = this.live.filter((series) => !series.removed);
      this.holes = 0;
    }
    return this.live;
  }

  /**
   * The series of a measurement, made if need be.
   *
   * @throws what a getter of the caller or a processor of a view throws
   */
  seriesFor(attributes: Attributes | undefined, context: Context | undefined): Series {
    const kept = this.process(attributes, context);
    return this.index.find(kept) ?? this.resolve(this.index.read(kept));
  }

  /**
   * The series that a handle records on. The overflow set names the overflow series also where it is
   * no declared key, so that a caller with limits of its own can send there what exceeds them.
   */
  seriesToBind(attributes: Attributes): Series {
    if (attributes[overflowKey] === true) return this.overflowSeries();
    return this.seriesFor(attributes, undefined);
  }

  /** Attributes as the view wants them. */
  process(
    attributes: Attributes | undefined,
    context: Context | undefined,
  ): Attributes | undefined {
    const { processors } = this.config;
    if (processors.length === 0) return attributes;
    let kept = attributes ?? {};
    for (const processor of processors) kept = processor.process(kept, context);
    return kept;
  }

  resolve(snapshot: Snapshot): Series {
    if (snapshot.invalid > 0) {
      this.host.report.once(
        `${this.name} invalid-attribute`,
        `Attributes of "${this.name}" that are functions, symbols, bigints or class instances are left out.`,
      );
    }
    if (snapshot.oversized) return this.overflowSeries();
    const found = this.index.locate(snapshot);
    if (found !== undefined) return found;
    if (isOverflowSet(snapshot)) return this.overflowSeries();
    if (!this.hasRoom()) return this.overflowSeries();
    return this.create(snapshot);
  }

  /** Takes the series of these attributes out. It starts anew if it comes back. */
  remove(attributes: Attributes | undefined): boolean {
    const snapshot = this.index.read(this.process(attributes, undefined));
    const series = snapshot.oversized ? undefined : this.index.locate(snapshot);
    if (series === undefined) return false;
    this.drop(series, snapshot);
    return true;
  }

  /** Removes what nothing was recorded on for the time that the view allows. */
  expire(now: number): void {
    const { expireAfterMs } = this.config;
    if (expireAfterMs === undefined) return;
    this.idleSince ??= new Map();
    for (const series of this.liveSeries()) {
      if (this.pinned.has(series) || series === this.overflow) continue;
      if ((series.fresh & expiryBit) !== 0) {
        series.fresh &= ~expiryBit;
        this.idleSince.set(series, now);
        continue;
      }
      const since = this.idleSince.get(series) ?? now;
      this.idleSince.set(series, since);
      if (now - since >= expireAfterMs) this.drop(series, this.index.read(series.attributes));
    }
  }

  /** Starts a delta interval: forgets everything but what is bound. */
  restart(now: number): void {
    const pinned: Series[] = [];
    for (const series of this.live) {
      if (this.pinned.has(series)) {
        series.reset();
        series.restart(now);
        pinned.push(series);
      } else {
        series.markRemoved();
      }
    }
    this.live = pinned;
    this.holes = 0;
    if (this.overflow?.removed) this.overflow = undefined;
    this.index.clear();
    this.shortcut?.clear();
    for (const series of pinned) {
      if (series !== this.overflow) this.index.insert(this.index.read(series.attributes), series);
    }
    this.regularCount = pinned.length - (this.overflow === undefined ? 0 : 1);
  }

  /** Takes over what a stream of the same instrument and aggregation has recorded, within the limit. */
  absorb(other: Stream): void {
    for (const past of other.liveSeries()) {
      const series = this.resolve(this.index.read(past.attributes));
      series.absorb(past);
      series.restart(Math.min(series.startMillis, past.startMillis));
    }
  }

  /** Offers a measurement to the series' exemplar reservoir. */
  offer(series: Series, value: number, attributes: Attributes | undefined, context: Context): void {
    series.reservoir ??= this.makeReservoir(series);
    series.reservoir.offer(value, attributes ?? {}, context, this.host.clock());
  }

  /** Series without the overflow series. */
  protected regularCount = 0;

  protected hasRoom(): boolean {
    return this.regularCount < this.limit;
  }

  protected dropOverflow(): void {
    if (this.overflow === undefined) return;
    this.overflow.markRemoved();
    this.overflow = undefined;
    this.holes++;
  }

  protected create(snapshot: Snapshot): Series {
    const values = snapshot.values.map(detach);
    const series = this.makeSeries(buildAttributes(snapshot.keys, values), this.host.clock());
    this.index.insert(snapshot, series);
    this.live.push(series);
    this.regularCount++;
    return series;
  }

  protected drop(series: Series, snapshot: Snapshot): void {
    this.index.remove(snapshot, series);
    this.shortcut?.forget(series);
    series.markRemoved();
    this.pinned.delete(series);
    this.idleSince?.delete(series);
    this.regularCount--;
    // Nobody may ever collect: series that come and go must not pile up until then.
    if (++this.holes > 64 && this.holes * 2 > this.live.length) this.liveSeries();
  }

  protected overflowSeries(): Series {
    this.overflowed++;
    if (this.overflow === undefined) {
      this.overflow = this.makeSeries({ [overflowKey]: true }, this.host.clock());
      this.live.push(this.overflow);
      this.host.report.once(
        `${this.name} overflow`,
        `"${this.name}" has reached its cardinality limit of ${this.limit} series; further attribute ` +
          `sets are recorded on the series {${overflowKey}=true}. Look for an attribute with unbounded ` +
          'values (an id, a raw URL), or raise aggregationCardinalityLimit.',
      );
    }
    return this.overflow;
  }

  private makeReservoir(series: Series) {
    const { aggregation, reservoir } = this.config;
    return (reservoir ?? defaultReservoir)({
      seriesAttributes: series.attributes,
      ...(aggregation.kind === 'histogram' && { boundaries: aggregation.boundaries }),
      ...(aggregation.kind === 'exponentialHistogram' && { maxSize: aggregation.maxSize }),
    });
  }
}

function isOverflowSet(snapshot: Snapshot): boolean {
  return (
    snapshot.keys.length === 1 && snapshot.keys[0] === overflowKey && snapshot.values[0] === true
  );
}
