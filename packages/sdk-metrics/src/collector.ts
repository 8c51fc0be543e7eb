import { type LiveScope, type LiveSource, type LiveView, liveSourceKey } from '@obs/metrics-model';
import type { HrTime } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  type CollectionResult,
  type IMetricReader,
  type InstrumentType,
  type MetricCollectOptions,
  type MetricData,
  type MetricProducer,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { toHrTime } from './clock.js';
import type { Engine, StreamSelector } from './engine.js';
import { type ObservedSeries, ObservedStream } from './observed-stream.js';
import {
  difference,
  type ExemplarDataPoint,
  makePoint,
  type PointValue,
  pointValue,
  toMetricData,
} from './points.js';
import { expiryBit, type Series } from './series.js';
import type { Stream } from './stream.js';

/** How long observable callbacks may take when the reader does not say, in milliseconds. */
const defaultTimeoutMillis = 30_000;

const nothing = () => undefined;

/** What a delta reader remembers of one stream. */
interface DeltaMemory {
  lastMillis: number;
  readonly reported: WeakMap<Series, PointValue>;
}

/**
 * The side of the engine that one reader sees: it collects, and knows what its reader was told
 * before. What it does changes nothing for other readers.
 */
export class Collector implements MetricProducer, StreamSelector {
  readonly [liveSourceKey]: LiveSource;
  private readonly engine: Engine;
  private readonly reader: IMetricReader;
  /** This reader's bit in `Series.fresh`. */
  private readonly freshBit: number;
  private readonly memories = new Map<Stream, DeltaMemory>();
  private readonly scopes = new Map<string, { families: Stream[]; live: LiveScope }>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, reader: IMetricReader, position: number) {
    this.engine = engine;
    this.reader = reader;
    // Should there be more readers than bits, the late ones share one and repeat unchanged points.
    this.freshBit = Math.min(1 << Math.min(position, 28), expiryBit >> 1);
    this[liveSourceKey] = { openView: (options) => this.openView(options) };
  }

  selectAggregation(type: InstrumentType): AggregationOption {
    return this.reader.selectAggregation(type);
  }

  selectCardinalityLimit(type: InstrumentType): number {
    // Readers written for older SDKs lack this method.
    return this.reader.selectCardinalityLimit?.(type) ?? 2000;
  }

  isDelta(type: InstrumentType): boolean {
    return this.reader.selectAggregationTemporality(type) === AggregationTemporality.DELTA;
  }

  forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    return this.reader.forceFlush(options);
  }

  shutdown(options?: { timeoutMillis?: number }): Promise<void> {
    return this.reader.shutdown(options);
  }

  collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.inTurn(async () => {
      const { now, errors } = await this.observe(options?.timeoutMillis);
      return { resourceMetrics: this.readAll(now), errors };
    });
  }

  /**
   * The same in this call, for a process that ends at once: callbacks are called and not waited for,
   * so what one observes after its first `await` is missing. Does not wait for its turn.
   */
  collectNow(): ResourceMetrics {
    const now = this.engine.clock();
    this.engine.updateExemplars();
    for (const meter of this.engine.meters.values()) meter.observables.observeNow(this, now);
    return this.readAll(now);
  }

  private readAll(now: number): ResourceMetrics {
    const endTime = toHrTime(now);
    const scopeMetrics: ScopeMetrics[] = [];
    for (const meter of this.engine.meters.values()) {
      const metrics: MetricData[] = [];
      for (const stream of meter.registry.of(this)) {
        const data = this.read(stream, now, endTime);
        if (data !== undefined) metrics.push(data);
      }
      if (metrics.length > 0) scopeMetrics.push({ scope: meter.scope, metrics });
    }
    return { resource: this.engine.resource, scopeMetrics };
  }

  private openView(options?: { timeoutMillis?: number }): Promise<LiveView> {
    return this.inTurn(async () => {
      const { errors } = await this.observe(options?.timeoutMillis);
      const scopes: LiveScope[] = [];
      for (const [id, meter] of this.engine.meters) {
        const streams = meter.registry.of(this);
        if (streams.size === 0) continue;
        let known = this.scopes.get(id);
        if (known === undefined || known.families.length !== streams.size) {
          const families = [...streams];
          known = { families, live: { scope: meter.scope, families } };
          this.scopes.set(id, known);
        }
        scopes.push(known.live);
      }
      return { resource: this.engine.resource, scopes, errors };
    });
  }

  /**
   * One collection after the other: a round of callbacks is over before the next begins.
   * Source: metrics/sdk.md, "Observations inside asynchronous callbacks".
   */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(async () => {
      const begun = performance.now();
      const result = await work();
      this.engine.collectionDuration?.record((performance.now() - begun) / 1000);
      return result;
    });
    this.turn = mine.then(nothing, nothing);
    return mine;
  }

  private async observe(
    timeoutMillis = defaultTimeoutMillis,
  ): Promise<{ now: number; errors: unknown[] }> {
    const { engine } = this;
    const now = engine.clock();
    engine.updateExemplars();
    const rounds: Promise<unknown[]>[] = [];
    for (const { observables } of engine.meters.values()) {
      if (!observables.isEmpty) rounds.push(observables.observe(this, timeoutMillis, now));
    }
    // Most small programs have no callbacks, and promises are most of what their collections cost.
    const errors = rounds.length === 0 ? [] : (await Promise.all(rounds)).flat();
    for (const meter of engine.meters.values()) {
      for (const stream of meter.registry.of(this)) stream.expire(now);
    }
    return { now, errors };
  }

  private read(stream: Stream, now: number, endTime: HrTime): MetricData | undefined {
    const isDelta = this.isDelta(stream.config.instrumentType);
    const points = isDelta
      ? this.deltaPoints(stream, now, endTime)
      : this.cumulativePoints(stream, endTime);
    if (points.length === 0) return undefined;
    return toMetricData(
      stream,
      isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
      points,
    );
  }

  private cumulativePoints(stream: Stream, endTime: HrTime): ExemplarDataPoint<PointValue>[] {
    const live = stream.liveSeries();
    const points = new Array<ExemplarDataPoint<PointValue>>(live.length);
    for (let i = 0; i < live.length; i++) {
      const series = live[i] as Series;
      points[i] = makePoint(series, series.startTime, endTime, pointValue(stream, series));
    }
    return points;
  }

  /** Points of what was recorded since this reader's last collection, all with its time as their start. */
  private deltaPoints(
    stream: Stream,
    now: number,
    endTime: HrTime,
  ): ExemplarDataPoint<PointValue>[] {
    let memory = this.memories.get(stream);
    if (memory === undefined) {
      memory = { lastMillis: stream.createdMillis, reported: new WeakMap() };
      this.memories.set(stream, memory);
    }
    const startTime = toHrTime(memory.lastMillis);
    memory.lastMillis = now;
    const isObserved = stream instanceof ObservedStream;
    const points: ExemplarDataPoint<PointValue>[] = [];
    for (const series of stream.liveSeries()) {
      if ((series.fresh & this.freshBit) === 0) continue;
      series.fresh &= ~this.freshBit;
      const value = isObserved
        ? observedDelta(stream, series as ObservedSeries)
        : stream.restartsEachInterval || stream.kind === 'gauge'
          ? pointValue(stream, series)
          : this.sinceLast(stream, series, memory);
      points.push(makePoint(series, startTime, endTime, value));
    }
    if (stream.restartsEachInterval && !isObserved) stream.restart(now);
    return points;
  }

  private sinceLast(stream: Stream, series: Series, memory: DeltaMemory): PointValue {
    const value = pointValue(stream, series);
    const before = memory.reported.get(series);
    memory.reported.set(series, value);
    return difference(value, before);
  }
}

/** What an observed total has grown by. One that went down started anew, so all of it is new. */
function observedDelta(stream: Stream, series: ObservedSeries): number {
  const { value, reported } = series;
  if (stream.kind !== 'sum') return value;
  series.reported = value;
  return stream.monotonic && value < reported ? value : value - reported;
}
