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
  private readonly kept: Example[] = [];
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
    if (slot >= this.size) return;
    this.kept[slot] ??= new Example(this.options.seriesAttributes);
    this.kept[slot].take(value, attributes, context, time);
  }

  collect(): readonly LiveExemplar[] {
    if (this.seen > 0) {
      this.last = this.kept.slice(0, this.seen).map((example) => example.exemplar());
      this.seen = 0;
    }
    return this.last;
  }
}

/** The last measurement of each bucket. Source: metrics/sdk.md, "AlignedHistogramBucketExemplarReservoir". */
export class AlignedHistogramBucketExemplarReservoir implements ExemplarReservoir {
  private readonly buckets: (Example | undefined)[];
  private readonly options: ReservoirOptions;

  constructor(options: ReservoirOptions) {
    this.options = options;
    this.buckets = new Array((options.boundaries?.length ?? 0) + 1).fill(undefined);
  }

  offer(value: number, attributes: Attributes, context: Context, time: number): void {
    const boundaries = this.options.boundaries ?? [];
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] as number)) bucket++;
    let example = this.buckets[bucket];
    if (example === undefined) {
      example = new Example(this.options.seriesAttributes);
      this.buckets[bucket] = example;
    }
    example.take(value, attributes, context, time);
  }

  collect(): readonly LiveExemplar[] {
    return this.buckets.flatMap((example) => example?.exemplar() ?? []);
  }
}

const noAttributes: Attributes = Object.freeze({});

/**
 * A measurement that may be collected. Most are replaced before: what an exemplar needs is made of it
 * when it is collected, which is a fifth of the cost of making it at each measurement.
 */
class Example {
  private value = 0;
  private millis = 0;
  private filtered = noAttributes;
  private traceId: unknown;
  private spanId: unknown;
  private made: LiveExemplar | undefined;
  private readonly seriesAttributes: Attributes;

  constructor(seriesAttributes: Attributes) {
    this.seriesAttributes = seriesAttributes;
  }

  take(value: number, attributes: Attributes, context: Context, millis: number): void {
    this.filtered = filteredFrom(attributes, this.seriesAttributes);
    this.value = value;
    this.millis = millis;
    const span = trace.getSpanContext(context);
    this.traceId = span?.traceId;
    this.spanId = span?.spanId;
    this.made = undefined;
  }

  /** The same one until another measurement is taken. */
  exemplar(): LiveExemplar {
    this.made ??= this.make();
    return this.made;
  }

  private make(): LiveExemplar {
    const { value, traceId, spanId, filtered: filteredAttributes } = this;
    const exemplar = { value, time: toHrTime(this.millis), filteredAttributes };
    if (typeof traceId !== 'string' || typeof spanId !== 'string') return exemplar;
    const isValid = isSpanContextValid({ traceId, spanId, traceFlags: TraceFlags.NONE });
    return isValid ? { ...exemplar, traceId, spanId } : exemplar;
  }
}

/** A copy of those that the series does not have: as a rule, none. */
function filteredFrom(attributes: Attributes, seriesAttributes: Attributes): Attributes {
  let filtered: Attributes | undefined;
  for (const key in attributes) {
    if (Object.hasOwn(seriesAttributes, key) || key === '__proto__') continue;
    if (!Object.hasOwn(attributes, key)) continue;
    const item = attributes[key];
    // An exemplar is an example: what needs a deep copy is left out.
    if (item !== undefined && typeof item !== 'object' && typeof item !== 'function') {
      filtered ??= {};
      filtered[key] = item;
    }
  }
  return filtered ?? noAttributes;
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
