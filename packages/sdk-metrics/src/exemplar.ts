import type { LiveExemplar } from '@obs/metrics-model';
import {
  type Attributes,
  type Context,
  context as contextApi,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Clock, toHrTime } from './clock.js';

/** Which measurements may become exemplars. Source: metrics/sdk.md, "ExemplarFilter". */
export type ExemplarFilter = 'always_on' | 'always_off' | 'trace_based';

/**
 * Keeps examples of the measurements of one series.
 * Source: metrics/sdk.md, "ExemplarReservoir". Called while recording: it must not throw.
 */
export interface ExemplarReservoir {
  /**
   * @param attributes all attributes of the measurement, owned by the caller: copy what is kept
   * @param time milliseconds since the Unix epoch
   */
  offer(value: number, attributes: Attributes, context: Context, time: number): void;
  /** What was kept since the last collection; starts sampling anew. */
  collect(): readonly LiveExemplar[];
}

/** What a series is like whose reservoir is being made. */
export interface ReservoirOptions {
  /** The attributes that the series has; others belong to the exemplar. */
  readonly seriesAttributes: Attributes;
  /** Bounds of an explicit bucket histogram, otherwise undefined. */
  readonly boundaries?: readonly number[];
  /** Buckets of an exponential histogram, otherwise undefined. */
  readonly maxSize?: number;
  /** Random numbers from 0 to below 1. */
  readonly random?: () => number;
}

/** Makes the reservoir of a series. */
export type ExemplarReservoirFactory = (options: ReservoirOptions) => ExemplarReservoir;

/** The reservoirs of the specification, "Exemplar defaults". */
export const defaultReservoir: ExemplarReservoirFactory = (options) => {
  if (options.boundaries !== undefined && options.boundaries.length > 0) {
    return new AlignedHistogramBucketExemplarReservoir(options);
  }
  return new SimpleFixedSizeExemplarReservoir(
    options,
    options.maxSize === undefined ? 1 : Math.min(20, options.maxSize),
  );
};

/** A uniform sample of fixed size. Source: metrics/sdk.md, "SimpleFixedSizeExemplarReservoir". */
export class SimpleFixedSizeExemplarReservoir implements ExemplarReservoir {
  private readonly kept: LiveExemplar[] = [];
  private last: readonly LiveExemplar[] = [];
  private seen = 0;
  private readonly options: ReservoirOptions;
  private readonly size: number;

  constructor(options: ReservoirOptions, size: number) {
    this.options = options;
    this.size = size;
  }

  offer(value: number, attributes: Attributes, context: Context, time: number): void {
    const random = this.options.random ?? Math.random;
    const slot = this.seen < this.size ? this.seen : Math.floor(random() * (this.seen + 1));
    this.seen++;
    if (slot < this.size) {
      this.kept[slot] = toExemplar(value, attributes, this.options.seriesAttributes, context, time);
    }
  }

  collect(): readonly LiveExemplar[] {
    if (this.seen > 0) {
      this.last = this.kept.slice();
      this.seen = 0;
      this.kept.length = 0;
    }
    return this.last;
  }
}

/** The last measurement of each bucket. Source: metrics/sdk.md, "AlignedHistogramBucketExemplarReservoir". */
export class AlignedHistogramBucketExemplarReservoir implements ExemplarReservoir {
  private readonly buckets: (LiveExemplar | undefined)[];
  private readonly options: ReservoirOptions;

  constructor(options: ReservoirOptions) {
    this.options = options;
    this.buckets = new Array((options.boundaries?.length ?? 0) + 1).fill(undefined);
  }

  offer(value: number, attributes: Attributes, context: Context, time: number): void {
    const boundaries = this.options.boundaries ?? [];
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] as number)) bucket++;
    this.buckets[bucket] = toExemplar(
      value,
      attributes,
      this.options.seriesAttributes,
      context,
      time,
    );
  }

  collect(): readonly LiveExemplar[] {
    return this.buckets.filter((exemplar) => exemplar !== undefined);
  }
}

function toExemplar(
  value: number,
  attributes: Attributes,
  seriesAttributes: Attributes,
  context: Context,
  time: number,
): LiveExemplar {
  const filteredAttributes: Attributes = {};
  for (const key of Object.keys(attributes)) {
    if (Object.hasOwn(seriesAttributes, key) || key === '__proto__') continue;
    const item = attributes[key];
    // An exemplar is an example: what needs a deep copy is left out.
    if (item !== undefined && typeof item !== 'object' && typeof item !== 'function') {
      filteredAttributes[key] = item;
    }
  }
  const exemplar = { value, time: toHrTime(time), filteredAttributes };
  const span = trace.getSpanContext(context);
  if (span === undefined || !isSpanContextValid(span)) return exemplar;
  return { ...exemplar, traceId: span.traceId, spanId: span.spanId };
}

const probe = createContextKey('@obs/sdk-metrics probe');

/** Whether a context manager is registered: without one, no span can ever be active. */
export function tracksContext(): boolean {
  try {
    return contextApi.with(
      ROOT_CONTEXT.setValue(probe, true),
      () => contextApi.active().getValue(probe) === true,
    );
  } catch {
    return false;
  }
}

/** The context of a measurement when the filter makes it eligible, otherwise undefined. */
export function eligible(
  filter: ExemplarFilter,
  context: Context | undefined,
): Context | undefined {
  if (filter === 'always_off') return undefined;
  const measured = context ?? contextApi.active();
  if (filter === 'always_on') return measured;
  const span = trace.getSpanContext(measured);
  return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? measured : undefined;
}

/** Decides about exemplars of one provider; looked at once a collection, not once a measurement. */
export class ExemplarSampler {
  readonly filter: ExemplarFilter;
  readonly clock: Clock;

  constructor(filter: ExemplarFilter, clock: Clock) {
    this.filter = filter;
    this.clock = clock;
  }

  /** False while no measurement could become an exemplar, so that recording need not ask. */
  isArmed(): boolean {
    return this.filter === 'always_on' || (this.filter === 'trace_based' && tracksContext());
  }
}
