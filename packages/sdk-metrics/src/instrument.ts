// Above 300 lines: the four instruments differ in one line each, and their contracts belong side by side.
import type {
  Counter as ApiCounter,
  Gauge as ApiGauge,
  Histogram as ApiHistogram,
  UpDownCounter as ApiUpDownCounter,
  Attributes,
  Context,
} from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { type Bound, BoundAmount, BoundChange, BoundHistogram, BoundLevel } from './bound.js';
import { canCompile } from './code-generation.js';
import { compileRecorder, growShortcut, type Recorder, type ValueCheck } from './compile.js';
import type { InstrumentDescriptor } from './descriptor.js';
import type { Engine } from './engine.js';
import { eligible } from './exemplar.js';
import { makeRecorderSwitch } from './recorder-switch.js';
import type { Series } from './series.js';
import type { Stream } from './stream.js';

/** Measurements after which an instrument gets its own code: generating it costs some 50 µs. */
const compileAfter = 200;

const doNothing: Recorder = () => {};

/**
 * What the four synchronous instruments have in common. What the application calls is one function;
 * what it does is replaced when the instrument is used much, when streams are added, and at shutdown.
 */
export abstract class SyncInstrument {
  readonly descriptor: InstrumentDescriptor;
  streams: readonly Stream[] = [];
  /** True when a measurement is one value on one stream and nothing else: the fast paths are right. */
  isPlain = false;

  /** Handles that were bound, to tell them of changes; those that are gone are swept now and then. */
  private handles: WeakRef<Bound>[] = [];
  private handlesToSweep = 16;

  readonly engine: Engine;
  protected readonly recorder = makeRecorderSwitch();
  protected readonly check: ValueCheck;
  private readonly isInteger: boolean;

  constructor(descriptor: InstrumentDescriptor, engine: Engine, check: ValueCheck) {
    this.descriptor = descriptor;
    this.engine = engine;
    this.check = check;
    this.isInteger = descriptor.valueType === ValueType.INT;
  }

  /** False when nothing that is recorded here goes anywhere. Source: metrics/sdk.md, "Instrument enabled". */
  enabled(): boolean {
    return !this.engine.isShutDown && this.streams.length > 0;
  }

  /**
   * Removes the series of these attributes from all streams, at once and for all readers. A later
   * measurement starts it anew, from zero and with a new start time.
   *
   * @returns whether there was such a series
   */
  remove(attributes?: Attributes): boolean {
    let removed = false;
    try {
      for (const stream of this.streams) if (stream.remove(attributes)) removed = true;
    } catch (error) {
      this.engine.report.drop(this.descriptor.name, 'attributes-unreadable', error);
    }
    return removed;
  }

  /** @internal */
  setStreams(streams: readonly Stream[]): void {
    this.streams = streams;
    this.retune();
  }

  /** @internal */
  addHandle(handle: Bound): void {
    this.handles.push(new WeakRef(handle));
    if (this.handles.length < this.handlesToSweep) return;
    this.handles = this.handles.filter((reference) => reference.deref() !== undefined);
    this.handlesToSweep = Math.max(16, 2 * this.handles.length);
  }

  /** @internal Chooses the recorder that fits how things are now. */
  retune(): void {
    for (const reference of this.handles) reference.deref()?.release();
    const [stream] = this.streams;
    const idle = stream === undefined || this.engine.isShutDown;
    const single = this.streams.length === 1 && stream?.config.processors.length === 0;
    this.isPlain = !idle && single && !this.engine.exemplarsArmed && !this.isInteger;
    if (idle) {
      this.recorder.general(doNothing);
      return;
    }
    const general: Recorder = (value, attributes, context) =>
      this.recordGeneral(value, attributes, context);
    const compiles = single && this.engine.compile && canCompile() && !this.takesEveryExemplar;
    this.recorder.general(compiles ? this.warmUp(stream, general) : general);
  }

  private warmUp(stream: Stream, general: Recorder): Recorder {
    let calls = 0;
    return (value, attributes, context) => {
      general(value, attributes, context);
      if (++calls === compileAfter && this.isCurrent(stream)) this.compile(stream, general);
    };
  }

  private compile(stream: Stream, general: Recorder): void {
    const recompile = () => {
      // Measurements miss the shortcut when there are many more series than when it was made.
      const known = stream.shortcut?.seriesCount ?? Number.POSITIVE_INFINITY;
      if (stream.seriesCount < 2 * known || !this.isCurrent(stream)) return;
      if (!growShortcut(stream)) this.compile(stream, general);
    };
    try {
      const { check, isInteger } = this;
      const needsGeneral = this.engine.exemplarsArmed ? this.isSampled : undefined;
      const options = { check, isInteger, general, recompile, needsGeneral };
      this.recorder.compiled(compileRecorder(stream, options));
    } catch (error) {
      this.engine.report.once(
        `${this.descriptor.name} compile`,
        `"${this.descriptor.name}" is recorded by general code: none could be generated for it.`,
        error,
      );
    }
  }

  /** Whether a measurement in this context is offered as an exemplar: then it is not a plain one. */
  private readonly isSampled = (context: Context | undefined): boolean =>
    eligible(this.engine.sampler.filter, context) !== undefined;

  private get takesEveryExemplar(): boolean {
    return this.engine.exemplarsArmed && this.engine.sampler.filter === 'always_on';
  }

  private isCurrent(stream: Stream): boolean {
    return this.streams.length === 1 && this.streams[0] === stream && !this.engine.isShutDown;
  }

  /** The recorder that handles everything: all streams, views, exemplars, invalid values. */
  recordGeneral(value: number, attributes: Attributes | undefined, context?: Context): void {
    const measured = this.accept(value);
    if (measured === undefined) return;
    for (const stream of this.streams) {
      let series: Series;
      try {
        series = stream.seriesFor(attributes, context);
      } catch (error) {
        this.refuse(stream, error);
        continue;
      }
      series.record(measured);
      if (this.engine.exemplarsArmed) this.offer(stream, series, measured, attributes, context);
    }
  }

  /** @internal What is recorded for `value`, or undefined when it is dropped. */
  accept(value: number): number | undefined {
    const { report } = this.engine;
    const { name } = this.descriptor;
    if (this.engine.isShutDown) return undefined;
    if (typeof value !== 'number') {
      report.drop(name, 'not-a-number', typeof value);
      return undefined;
    }
    if (this.check !== 'level' && !Number.isFinite(value)) {
      report.drop(name, 'not-finite', value);
      return undefined;
    }
    if (this.check === 'amount' && value < 0) {
      report.drop(name, 'negative', value);
      return undefined;
    }
    if (!this.isInteger || Number.isInteger(value)) return value;
    if (!Number.isFinite(value)) {
      report.drop(name, 'not-finite', value);
      return undefined;
    }
    report.once(
      `${name} fraction`,
      `"${name}" has the value type INT: fractional digits are cut off.`,
      value,
    );
    return Math.trunc(value);
  }

  /** @internal */
  offer(
    stream: Stream,
    series: Series,
    value: number,
    attributes: Attributes | undefined,
    context: Context | undefined,
  ): void {
    try {
      const measured = eligible(this.engine.sampler.filter, context);
      if (measured !== undefined) stream.offer(series, value, attributes, measured);
    } catch (error) {
      this.engine.report.once(
        `${this.descriptor.name} exemplar`,
        `Sampling an exemplar of "${this.descriptor.name}" failed; the measurement was recorded.`,
        error,
      );
    }
  }

  private refuse(stream: Stream, error: unknown): void {
    const reason =
      stream.config.processors.length > 0 ? 'processor-failed' : 'attributes-unreadable';
    this.engine.report.drop(this.descriptor.name, reason, error);
  }
}

/** A counter. Negative and non-finite amounts are dropped, counted, and reported once. */
export class Counter<A extends Attributes = Attributes>
  extends SyncInstrument
  implements ApiCounter<A>
{
  readonly add: (value: number, attributes?: A, context?: Context) => void;

  constructor(descriptor: InstrumentDescriptor, engine: Engine) {
    super(descriptor, engine, 'amount');
    this.add = this.recorder.record as typeof this.add;
  }

  /**
   * A handle on the series of these attributes, the fastest way to record. The series exists from
   * now on, at zero. The handle stays right after `remove` (it starts the series anew), beyond the
   * cardinality limit (it records on the overflow series) and after shutdown (it does nothing).
   *
   * Source: metrics/api.md, "Bind" (Development).
   */
  bind(attributes?: A): BoundAmount {
    return new BoundAmount(this, attributes);
  }
}

/** An up-down counter. Non-finite changes are dropped, counted, and reported once. */
export class UpDownCounter<A extends Attributes = Attributes>
  extends SyncInstrument
  implements ApiUpDownCounter<A>
{
  readonly add: (value: number, attributes?: A, context?: Context) => void;

  constructor(descriptor: InstrumentDescriptor, engine: Engine) {
    super(descriptor, engine, 'change');
    this.add = this.recorder.record as typeof this.add;
  }

  /** As {@link Counter.bind}. */
  bind(attributes?: A): BoundChange {
    return new BoundChange(this, attributes);
  }
}

/** A gauge. Every number is a level, NaN and the infinities included. */
export class Gauge<A extends Attributes = Attributes>
  extends SyncInstrument
  implements ApiGauge<A>
{
  readonly record: (value: number, attributes?: A, context?: Context) => void;

  constructor(descriptor: InstrumentDescriptor, engine: Engine) {
    super(descriptor, engine, 'level');
    this.record = this.recorder.record as typeof this.record;
  }

  /** As {@link Counter.bind}, except that the series exists from the first measurement on: a level that nobody stated is not zero. */
  bind(attributes?: A): BoundLevel {
    return new BoundLevel(this, attributes);
  }
}

/** A histogram. Negative and non-finite values are dropped, counted, and reported once. */
export class Histogram<A extends Attributes = Attributes>
  extends SyncInstrument
  implements ApiHistogram<A>
{
  readonly record: (value: number, attributes?: A, context?: Context) => void;

  constructor(descriptor: InstrumentDescriptor, engine: Engine) {
    super(descriptor, engine, 'amount');
    this.record = this.recorder.record as typeof this.record;
  }

  /** As {@link Counter.bind}. */
  bind(attributes?: A): BoundHistogram {
    return new BoundHistogram(this, attributes);
  }
}
