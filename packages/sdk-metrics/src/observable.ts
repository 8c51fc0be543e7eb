import type {
  Attributes,
  BatchObservableCallback,
  BatchObservableResult,
  Observable,
  ObservableCallback,
  ObservableResult,
} from '@opentelemetry/api';
import { diag, ValueType } from '@opentelemetry/api';
import { InstrumentType, TimeoutError } from '@opentelemetry/sdk-metrics';
import type { Collector } from './collector.js';
import type { InstrumentDescriptor } from './descriptor.js';
import type { Engine } from './engine.js';
import type { ObservedStream } from './observed-stream.js';

/** An observable counter, up-down counter or gauge: its callbacks run when a reader collects. */
export class ObservableInstrument<A extends Attributes = Attributes> implements Observable<A> {
  readonly descriptor: InstrumentDescriptor;
  /** @internal Observations belong to the reader that collects, so streams do, too. */
  readonly streams = new Map<Collector, readonly ObservedStream[]>();
  private readonly registry: ObservableRegistry;

  constructor(descriptor: InstrumentDescriptor, registry: ObservableRegistry) {
    this.descriptor = descriptor;
    this.registry = registry;
  }

  addCallback(callback: ObservableCallback<A>): void {
    this.registry.add(callback as ObservableCallback, this as ObservableInstrument);
  }

  removeCallback(callback: ObservableCallback<A>): void {
    this.registry.remove(callback as ObservableCallback, this as ObservableInstrument);
  }
}

interface Registration {
  readonly callback: ObservableCallback | BatchObservableCallback;
  readonly instruments: ReadonlySet<ObservableInstrument>;
  readonly isBatch: boolean;
}

/**
 * The callbacks of one meter. Each runs exactly once in a collection, before anything is read.
 * Source: metrics/api.md, "Asynchronous Instrument API".
 */
export class ObservableRegistry {
  private registrations: Registration[] = [];
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** True when there is no callback to run. */
  get isEmpty(): boolean {
    return this.registrations.length === 0;
  }

  add(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.register({ callback, instruments: new Set([instrument]), isBatch: false });
  }

  remove(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.unregister({ callback, instruments: new Set([instrument]), isBatch: false });
  }

  addBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    const instruments = new Set(observables.filter(isOwn));
    if (instruments.size === 0) {
      diag.error(
        'A batch callback was ignored: none of its instruments is an observable instrument of this SDK.',
      );
      return;
    }
    this.register({ callback, instruments, isBatch: true });
  }

  removeBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    this.unregister({ callback, instruments: new Set(observables.filter(isOwn)), isBatch: true });
  }

  /**
   * Runs all callbacks for one reader.
   *
   * @returns what went wrong: errors thrown, and a `TimeoutError` for each callback that took too long
   */
  async observe(collector: Collector, timeoutMillis: number, now: number): Promise<unknown[]> {
    const registrations = this.registrations.slice();
    const streams = beginRounds(registrations, collector);
    const errors: unknown[] = [];
    await Promise.all(
      registrations.map(async (registration) => {
        const round = new Round(registration, collector, this.engine);
        try {
          await withTimeout(round.run(), timeoutMillis);
        } catch (error) {
          errors.push(error);
          for (const instrument of registration.instruments) {
            for (const stream of instrument.streams.get(collector) ?? [])
              streams.set(stream, false);
          }
        } finally {
          round.isOver = true;
        }
      }),
    );
    for (const [stream, complete] of streams) stream.endRound(complete, now);
    return errors;
  }

  /** Calls all callbacks for one reader and does not wait; one that throws is left out. */
  observeNow(collector: Collector, now: number): void {
    const registrations = this.registrations.slice();
    const streams = beginRounds(registrations, collector);
    for (const registration of registrations) {
      const round = new Round(registration, collector, this.engine);
      round.run().catch(() => {});
      round.isOver = true;
    }
    // Not complete, for all that is known: what was not observed keeps its last value.
    for (const stream of streams.keys()) stream.endRound(false, now);
  }

  private register(registration: Registration): void {
    if (this.find(registration) < 0) this.registrations.push(registration);
  }

  private unregister(registration: Registration): void {
    const index = this.find(registration);
    if (index >= 0) this.registrations.splice(index, 1);
  }

  private find({ callback, instruments, isBatch }: Registration): number {
    return this.registrations.findIndex(
      (known) =>
        known.callback === callback &&
        known.isBatch === isBatch &&
        known.instruments.size === instruments.size &&
        [...instruments].every((instrument) => known.instruments.has(instrument)),
    );
  }
}

/** The streams of these callbacks for one reader, each in a new round and complete so far. */
function beginRounds(
  registrations: readonly Registration[],
  collector: Collector,
): Map<ObservedStream, boolean> {
  const streams = new Map<ObservedStream, boolean>();
  for (const { instruments } of registrations) {
    for (const instrument of instruments) {
      for (const stream of instrument.streams.get(collector) ?? []) {
        if (!streams.has(stream)) stream.beginRound();
        streams.set(stream, true);
      }
    }
  }
  return streams;
}

/** One call of one callback: what it observes counts until it is over. */
class Round {
  isOver = false;
  private readonly registration: Registration;
  private readonly collector: Collector;
  private readonly engine: Engine;

  constructor(registration: Registration, collector: Collector, engine: Engine) {
    this.registration = registration;
    this.collector = collector;
    this.engine = engine;
  }

  async run(): Promise<void> {
    const { callback, instruments, isBatch } = this.registration;
    if (isBatch) {
      const result: BatchObservableResult = {
        observe: (instrument, value, attributes) => {
          if (isOwn(instrument) && instruments.has(instrument)) {
            this.take(instrument, value, attributes);
          }
        },
      };
      await (callback as BatchObservableCallback)(result);
      return;
    }
    const [instrument] = instruments;
    const result: ObservableResult = {
      observe: (value, attributes) => {
        if (instrument !== undefined) this.take(instrument, value, attributes);
      },
    };
    await (callback as ObservableCallback)(result);
  }

  private take(instrument: ObservableInstrument, value: number, attributes?: Attributes): void {
    if (this.isOver) return;
    const observed = this.accept(instrument.descriptor, value);
    if (observed === undefined) return;
    for (const stream of instrument.streams.get(this.collector) ?? []) {
      try {
        stream.observe(observed, attributes);
      } catch (error) {
        this.engine.report.drop(instrument.descriptor.name, 'attributes-unreadable', error);
      }
    }
  }

  private accept(descriptor: InstrumentDescriptor, value: number): number | undefined {
    const { report } = this.engine;
    if (typeof value !== 'number') {
      report.drop(descriptor.name, 'not-a-number', typeof value);
      return undefined;
    }
    const isLevel = descriptor.type === InstrumentType.OBSERVABLE_GAUGE;
    if (!isLevel && !Number.isFinite(value)) {
      report.drop(descriptor.name, 'not-finite', value);
      return undefined;
    }
    if (descriptor.type === InstrumentType.OBSERVABLE_COUNTER && value < 0) {
      report.drop(descriptor.name, 'negative', value);
      return undefined;
    }
    return descriptor.valueType === ValueType.INT && Number.isFinite(value)
      ? Math.trunc(value)
      : value;
  }
}

function isOwn(observable: Observable): observable is ObservableInstrument {
  return observable instanceof ObservableInstrument;
}

/** Waits for `work`, no longer than `millis`. */
export async function withTimeout<T>(work: Promise<T>, millis: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TimeoutError(`A callback took longer than ${millis} ms.`)),
      millis,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
