import { diag } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Collector } from './collector.js';
import type { InstrumentDescriptor } from './descriptor.js';
import type { Engine } from './engine.js';
import { ObservedStream } from './observed-stream.js';
import { Stream, type StreamConfig } from './stream.js';

/** The streams of one meter: which exist, who reads them, and which get in each other's way. */
export class StreamRegistry {
  readonly collectors: readonly Collector[];
  private readonly scope: InstrumentationScope;
  private readonly engine: Engine;
  private readonly streams = new Map<string, Stream>();
  /** The keys of shared streams: a key holds the limit, which the first reader may change. */
  private readonly keys = new Map<Stream, string>();
  private readonly byName = new Map<string, Stream[]>();
  private readonly readBy = new Map<Collector | undefined, Readings>();

  constructor(scope: InstrumentationScope, engine: Engine, collectors: readonly Collector[]) {
    this.scope = scope;
    this.engine = engine;
    this.collectors = collectors;
  }

  /** What a reader reads of this meter, in the order of creation. */
  of(collector: Collector | undefined): ReadonlySet<Stream> {
    return this.readBy.get(collector)?.streams ?? nothingRead;
  }

  /** Every stream of synchronous instruments, and those of observable ones for every reader. */
  all(): Set<Stream> {
    const all = new Set(this.streams.values());
    for (const { streams } of this.readBy.values()) for (const stream of streams) all.add(stream);
    return all;
  }

  /** The streams of a synchronous instrument for one reader, shared with readers that want the same. */
  shared(instrument: InstrumentDescriptor, collector: Collector | undefined): Stream[] {
    const configs = this.engine.configure(instrument, this.scope, collector);
    return configs.map((config) => {
      const stream = this.find(config, collector) ?? this.make(config);
      this.read(stream, collector);
      return stream;
    });
  }

  /** The streams of an observable instrument for one reader, its own. */
  observed(instrument: InstrumentDescriptor, collector: Collector): ObservedStream[] {
    const configs = this.engine.configure(instrument, this.scope, collector);
    return configs.map((config) => {
      const stream = new ObservedStream(config, this.engine);
      this.read(stream, collector);
      return stream;
    });
  }

  /** A second description of an instrument: the longer one is kept, as the data model recommends. */
  describe(instrument: InstrumentDescriptor, description: string): void {
    let corrected = true;
    for (const stream of this.all()) {
      const { config } = stream;
      if (
        config.name.toLowerCase() !== instrument.name.toLowerCase() ||
        config.instrumentType !== instrument.type ||
        config.description !== instrument.description
      ) {
        continue;
      }
      corrected = false;
      if (description.length > stream.description.length) stream.description = description;
    }
    if (corrected) return;
    diag.warn(
      `Instrument "${instrument.name}" was made with two descriptions:\n` +
        `\t- '${instrument.description}'\n\t- '${description}'\n` +
        'The longer one is used. To resolve the conflict, use one description, or a view: ' +
        `{ instrumentName: '${instrument.name}', description: '...' }`,
    );
  }

  private find(config: StreamConfig, collector: Collector | undefined): Stream | undefined {
    const stream = this.streams.get(config.key);
    if (stream !== undefined || collector === undefined) return stream;
    for (const candidate of this.namesakes(config)) {
      const key = this.keys.get(candidate) as string;
      if (!differsByLimitOnly(key, config.key)) continue;
      if (!this.isUnread(candidate)) {
        const copy = this.make(config);
        copy.absorb(candidate);
        return copy;
      }
      // A stream that was made before there was a reader takes the limit of its first one.
      candidate.limit = config.limit;
      this.streams.delete(key);
      this.streams.set(config.key, candidate);
      this.keys.set(candidate, config.key);
      return candidate;
    }
    return undefined;
  }

  private namesakes({ name }: StreamConfig): Stream[] {
    const key = name.toLowerCase();
    let streams = this.byName.get(key);
    if (streams === undefined) {
      streams = [];
      this.byName.set(key, streams);
    }
    return streams;
  }

  private isUnread(stream: Stream): boolean {
    return this.collectors.every((collector) => !this.of(collector).has(stream));
  }

  private make(config: StreamConfig): Stream {
    const stream = new Stream(config, this.engine);
    this.streams.set(config.key, stream);
    this.keys.set(stream, config.key);
    this.namesakes(config).push(stream);
    return stream;
  }

  private read(stream: Stream, collector: Collector | undefined): void {
    let readings = this.readBy.get(collector);
    if (readings === undefined) {
      readings = { streams: new Set(), firstNamed: new Map() };
      this.readBy.set(collector, readings);
    }
    if (!readings.streams.has(stream)) {
      const name = stream.name.toLowerCase();
      const other = readings.firstNamed.get(name);
      if (other === undefined) readings.firstNamed.set(name, stream.config);
      else this.warnOfConflict(stream.config, other);
      readings.streams.add(stream);
    }
    const readers = this.collectors.filter((reader) => this.of(reader).has(stream));
    stream.restartsEachInterval =
      readers.length === 1 && readers[0]?.isDelta(stream.config.instrumentType) === true;
  }

  /** Source: metrics/sdk.md, "Duplicate instrument registration": the warning says how to resolve it. */
  private warnOfConflict(config: StreamConfig, other: StreamConfig): void {
    const { name } = config;
    const recipe =
      other.instrumentType !== config.instrumentType
        ? `a view that renames one of them: { instrumentName: '${name}', instrumentType: '${config.instrumentType}', name: 'another.name' }`
        : other.unit !== config.unit
          ? `one unit for both, or a view that renames one: { instrumentName: '${name}', instrumentUnit: '${config.unit}', name: 'another.name' }`
          : other.valueType !== config.valueType
            ? 'one value type for both, or another name for one of the instruments'
            : 'views with different names';
    this.engine.report.once(
      `${this.scope.name} conflict ${config.key}`,
      `Meter "${this.scope.name}" has two metric streams named "${name}":\n` +
        `${describe(other)}${describe(config)}Both are exported, which most backends cannot tell apart. ` +
        `To resolve the conflict, use ${recipe}.`,
    );
  }
}

/** What one reader reads of a meter. */
interface Readings {
  readonly streams: Set<Stream>;
  /** The first stream of each name, without case: a second one is a conflict. */
  readonly firstNamed: Map<string, StreamConfig>;
}

const nothingRead: ReadonlySet<Stream> = new Set();

function describe(config: StreamConfig): string {
  return (
    `\t- ${config.instrumentType}, unit '${config.unit}', value type ${config.valueType}, ` +
    `aggregation ${config.aggregation.kind}\n`
  );
}

function differsByLimitOnly(key: string, other: string): boolean {
  const withoutLimit = (text: string) =>
    JSON.stringify((JSON.parse(text) as unknown[]).with(5, null));
  return withoutLimit(key) === withoutLimit(other);
}
