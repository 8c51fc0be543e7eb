import type { Attributes, Context } from '@opentelemetry/api';
import { buildAttributes, readAttributes } from './attributes.js';
import type { SyncInstrument } from './instrument.js';
import { allFresh, type Series, SumSeries } from './series.js';
import type { Stream } from './stream.js';

/** Stands in where there is no series: being removed, it sends every measurement the long way. */
const noSeries: Series = new SumSeries({}, 0);
noSeries.markRemoved();

/**
 * An instrument with its attributes already looked up.
 * Source: metrics/sdk.md, "Bound instruments" (Development).
 */
export abstract class Bound {
  /** The series on the only stream while that is all there is to it, see `SyncInstrument.isPlain`. */
  protected series: Series = noSeries;
  protected readonly instrument: SyncInstrument;
  private readonly attributes: Attributes;
  private boundStreams: readonly Stream[] | undefined = undefined;
  private all: { readonly stream: Stream; readonly series: Series }[] = [];

  constructor(instrument: SyncInstrument, attributes: Attributes | undefined, atOnce: boolean) {
    this.instrument = instrument;
    this.attributes = copy(instrument, attributes);
    instrument.addHandle(this);
    if (atOnce) this.resolve();
  }

  /** @internal The instrument has changed: the next measurement looks for its series again. */
  release(): void {
    this.series = noSeries;
  }

  /** Looks the series up, or makes them, on every stream of the instrument. */
  private resolve(): void {
    const { instrument } = this;
    this.boundStreams = instrument.streams;
    this.all = [];
    this.series = noSeries;
    if (instrument.engine.isShutDown) return;
    for (const stream of instrument.streams) {
      try {
        const series = stream.seriesToBind(this.attributes);
        stream.pinned.add(series);
        this.all.push({ stream, series });
      } catch (error) {
        instrument.engine.report.drop(instrument.descriptor.name, 'processor-failed', error);
      }
    }
    this.settle();
  }

  private settle(): void {
    const [only] = this.all;
    this.series = this.instrument.isPlain && only !== undefined ? only.series : noSeries;
  }

  /** Everything that the fast path of a handle leaves to others. */
  protected recordGeneral(value: number, context: Context | undefined): void {
    const { instrument } = this;
    const measured = instrument.accept(value);
    if (measured === undefined) return;
    if (this.boundStreams !== instrument.streams || this.all.some(({ series }) => series.removed)) {
      this.resolve();
    } else if (this.series === noSeries) {
      this.settle();
    }
    for (const { stream, series } of this.all) {
      series.record(measured);
      if (instrument.engine.exemplarsArmed) {
        instrument.offer(stream, series, measured, this.attributes, context);
      }
    }
  }
}

/** A bound counter. */
export class BoundAmount extends Bound {
  constructor(instrument: SyncInstrument, attributes: Attributes | undefined) {
    super(instrument, attributes, true);
  }

  add(value: number, context?: Context): void {
    const series = this.series;
    if (!(Number.isFinite(value) && value >= 0) || series.fresh > allFresh) {
      this.recordGeneral(value, context);
      return;
    }
    series.record(value);
  }
}

/** A bound up-down counter. */
export class BoundChange extends Bound {
  constructor(instrument: SyncInstrument, attributes: Attributes | undefined) {
    super(instrument, attributes, true);
  }

  add(value: number, context?: Context): void {
    const series = this.series;
    if (!Number.isFinite(value) || series.fresh > allFresh) {
      this.recordGeneral(value, context);
      return;
    }
    series.record(value);
  }
}

/** A bound gauge. */
export class BoundLevel extends Bound {
  constructor(instrument: SyncInstrument, attributes: Attributes | undefined) {
    super(instrument, attributes, false);
  }

  record(value: number, context?: Context): void {
    const series = this.series;
    if (typeof value !== 'number' || series.fresh > allFresh) {
      this.recordGeneral(value, context);
      return;
    }
    series.record(value);
  }
}

/** A bound histogram. */
export class BoundHistogram extends Bound {
  constructor(instrument: SyncInstrument, attributes: Attributes | undefined) {
    super(instrument, attributes, true);
  }

  record(value: number, context?: Context): void {
    const series = this.series;
    if (!(Number.isFinite(value) && value >= 0) || series.fresh > allFresh) {
      this.recordGeneral(value, context);
      return;
    }
    series.record(value);
  }
}

/**
 * A copy of the attributes as they are now, read once: what the caller does with them later, inside
 * of arrays too, changes nothing.
 */
function copy(instrument: SyncInstrument, attributes: Attributes | undefined): Attributes {
  try {
    const snapshot = readAttributes(attributes);
    // What is left out here is for the stream to judge and report: a view may drop the key.
    if (snapshot.oversized || snapshot.invalid > 0) return { ...attributes };
    return buildAttributes(snapshot.keys, snapshot.values);
  } catch (error) {
    instrument.engine.report.drop(instrument.descriptor.name, 'attributes-unreadable', error);
    return {};
  }
}
