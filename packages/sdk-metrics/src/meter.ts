import type {
  Meter as ApiMeter,
  Attributes,
  BatchObservableCallback,
  Observable,
} from '@opentelemetry/api';
import { diag } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import type { Collector } from './collector.js';
import {
  describeInstrument,
  type InstrumentDescriptor,
  type InstrumentOptions,
  isSameInstrument,
} from './descriptor.js';
import type { Engine } from './engine.js';
import { Counter, Gauge, Histogram, type SyncInstrument, UpDownCounter } from './instrument.js';
import { ObservableInstrument, ObservableRegistry } from './observable.js';
import { StreamRegistry } from './stream-registry.js';

/** Makes the instruments of one instrumentation scope. Never throws: mistakes are reported. */
export class Meter implements ApiMeter {
  /** @internal */
  readonly scope: InstrumentationScope;
  /** @internal */
  readonly registry: StreamRegistry;
  /** @internal */
  readonly observables: ObservableRegistry;
  private readonly engine: Engine;
  private readonly instruments = new Map<string, (SyncInstrument | ObservableInstrument)[]>();

  constructor(scope: InstrumentationScope, engine: Engine, collectors: readonly Collector[]) {
    this.scope = scope;
    this.engine = engine;
    this.registry = new StreamRegistry(scope, engine, collectors);
    this.observables = new ObservableRegistry(engine);
  }

  createCounter<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): Counter<A> {
    return this.sync(name, InstrumentType.COUNTER, options, Counter<A>);
  }

  createUpDownCounter<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): UpDownCounter<A> {
    return this.sync(name, InstrumentType.UP_DOWN_COUNTER, options, UpDownCounter<A>);
  }

  createGauge<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): Gauge<A> {
    return this.sync(name, InstrumentType.GAUGE, options, Gauge<A>);
  }

  createHistogram<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): Histogram<A> {
    return this.sync(name, InstrumentType.HISTOGRAM, options, Histogram<A>);
  }

  createObservableCounter<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): ObservableInstrument<A> {
    return this.observable(name, InstrumentType.OBSERVABLE_COUNTER, options);
  }

  createObservableUpDownCounter<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): ObservableInstrument<A> {
    return this.observable(name, InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, options);
  }

  createObservableGauge<A extends Attributes = Attributes>(
    name: string,
    options?: InstrumentOptions,
  ): ObservableInstrument<A> {
    return this.observable(name, InstrumentType.OBSERVABLE_GAUGE, options);
  }

  addBatchObservableCallback<A extends Attributes = Attributes>(
    callback: BatchObservableCallback<A>,
    observables: Observable<A>[],
  ): void {
    this.observables.addBatch(callback as BatchObservableCallback, observables as Observable[]);
  }

  removeBatchObservableCallback<A extends Attributes = Attributes>(
    callback: BatchObservableCallback<A>,
    observables: Observable<A>[],
  ): void {
    this.observables.removeBatch(callback as BatchObservableCallback, observables as Observable[]);
  }

  /** @internal A reader was added: every instrument gets its streams for it. */
  attach(collector: Collector): void {
    for (const instrument of this.all()) this.wire(instrument, [collector]);
  }

  /** @internal */
  retune(): void {
    for (const instrument of this.all()) {
      if (!(instrument instanceof ObservableInstrument)) instrument.retune();
    }
  }

  private *all(): Generator<SyncInstrument | ObservableInstrument> {
    for (const namesakes of this.instruments.values()) yield* namesakes;
  }

  private wire(
    instrument: SyncInstrument | ObservableInstrument,
    collectors: readonly Collector[],
  ): void {
    const { descriptor } = instrument;
    if (instrument instanceof ObservableInstrument) {
      for (const collector of collectors) {
        instrument.streams.set(collector, this.registry.observed(descriptor, collector));
      }
      return;
    }
    const streams = new Set(instrument.streams);
    const selectors = collectors.length === 0 ? [undefined] : collectors;
    for (const collector of selectors) {
      for (const stream of this.registry.shared(descriptor, collector)) streams.add(stream);
    }
    instrument.setStreams([...streams]);
  }

  private sync<T extends SyncInstrument>(
    name: string,
    type: InstrumentType,
    options: InstrumentOptions | undefined,
    make: new (descriptor: InstrumentDescriptor, engine: Engine) => T,
  ): T {
    const descriptor = describeInstrument(name, type, options);
    const known = this.known(descriptor);
    if (known !== undefined) return known as SyncInstrument as T;
    return this.keep(new make(descriptor, this.engine));
  }

  private observable<A extends Attributes>(
    name: string,
    type: InstrumentType,
    options: InstrumentOptions | undefined,
  ): ObservableInstrument<A> {
    const descriptor = describeInstrument(name, type, options);
    const known = this.known(descriptor);
    if (known !== undefined) return known as ObservableInstrument as ObservableInstrument<A>;
    return this.keep(new ObservableInstrument<A>(descriptor, this.observables));
  }

  private keep<T extends SyncInstrument | ObservableInstrument<never>>(instrument: T): T {
    const kept = instrument as SyncInstrument | ObservableInstrument;
    const name = kept.descriptor.name.toLowerCase();
    const namesakes = this.instruments.get(name);
    if (namesakes === undefined) this.instruments.set(name, [kept]);
    else namesakes.push(kept);
    this.wire(kept, this.registry.collectors);
    return instrument;
  }

  /**
   * The instrument with the same identity, if there is one: its measurements are aggregated
   * together. Source: metrics/sdk.md, "Duplicate instrument registration".
   */
  private known(descriptor: InstrumentDescriptor) {
    const known = this.instruments
      .get(descriptor.name.toLowerCase())
      ?.find((other) => isSameInstrument(other.descriptor, descriptor));
    if (known === undefined) return undefined;
    const first = known.descriptor;
    if (first.name !== descriptor.name) {
      diag.warn(
        `Instrument names are compared without case: "${descriptor.name}" is the instrument ` +
          `"${first.name}" that was made before. Spell it the same way in both places.`,
      );
    }
    if (JSON.stringify(first.advice) !== JSON.stringify(descriptor.advice)) {
      diag.warn(
        `Instrument "${first.name}" was made before with other advice. The first advice holds; use ` +
          'a view to change the stream.',
      );
    }
    if (first.description !== descriptor.description) {
      this.registry.describe(first, descriptor.description);
    }
    return known;
  }
}
