import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import {
  type AggregationOption,
  AggregationType,
  type InstrumentType,
} from '@opentelemetry/sdk-metrics';
import { isObservable, resolveAggregation, suits } from './aggregation.js';
import type { Clock } from './clock.js';
import type { InstrumentDescriptor } from './descriptor.js';
import type { ExemplarSampler } from './exemplar.js';
import type { Meter } from './meter.js';
import { Report } from './report.js';
import type { StreamConfig, StreamHost } from './stream.js';
import type { View } from './view.js';

/** What a reader decides about streams; the engine's defaults stand in while there is no reader. */
export interface StreamSelector {
  selectAggregation(type: InstrumentType): AggregationOption;
  selectCardinalityLimit?(type: InstrumentType): number;
}

/** What a meter provider and all its parts share. */
export class Engine implements StreamHost {
  readonly clock: Clock;
  readonly report = new Report();
  readonly sampler: ExemplarSampler;
  readonly compile: boolean;
  readonly views: View[] = [];
  readonly meters = new Map<string, Meter>();
  resource: Resource;
  isShutDown = false;
  /** Whether measurements may become exemplars now, see `ExemplarSampler.isArmed`. */
  exemplarsArmed = false;
  /** Where collections report how long they took, when the engine observes itself. */
  collectionDuration: { record(seconds: number): void } | undefined = undefined;
  private readonly defaultLimit: number;

  constructor(options: {
    clock: Clock;
    sampler: ExemplarSampler;
    resource: Resource;
    compile: boolean;
    defaultLimit: number;
  }) {
    this.clock = options.clock;
    this.sampler = options.sampler;
    this.resource = options.resource;
    this.compile = options.compile;
    this.defaultLimit = options.defaultLimit;
  }

  /** Looks whether exemplars can occur, and lets the recorders know when that has changed. */
  updateExemplars(): void {
    const armed = this.sampler.isArmed();
    if (armed === this.exemplarsArmed) return;
    this.exemplarsArmed = armed;
    this.retune();
  }

  /** Lets every instrument choose its recorder again. */
  retune(): void {
    for (const meter of this.meters.values()) meter.retune();
  }

  /**
   * The streams of an instrument for one reader. Source: metrics/sdk.md, "Measurement processing".
   */
  configure(
    instrument: InstrumentDescriptor,
    scope: InstrumentationScope,
    selector: StreamSelector | undefined,
  ): StreamConfig[] {
    const configs: StreamConfig[] = [];
    let selected = false;
    for (const view of this.views) {
      if (!view.selects(instrument, scope)) continue;
      const config = this.configureView(instrument, selector, view);
      if (config === undefined) continue;
      selected = true;
      if (config !== 'drop') configs.push(config);
    }
    if (!selected) {
      const config = this.configureView(instrument, selector, undefined);
      if (config !== undefined && config !== 'drop') configs.push(config);
    }
    return configs;
  }

  private configureView(
    instrument: InstrumentDescriptor,
    selector: StreamSelector | undefined,
    view: View | undefined,
  ): StreamConfig | 'drop' | undefined {
    const { type, advice } = instrument;
    const options = view?.options;
    const asked = options?.aggregation;
    const option =
      asked !== undefined && asked.type !== AggregationType.DEFAULT
        ? asked
        : (selector?.selectAggregation(type) ?? { type: AggregationType.DEFAULT as const });
    const aggregation = resolveAggregation(option, instrument);
    if (aggregation.kind === 'drop') return 'drop';
    if (!suits(aggregation, instrument)) {
      // The view is not applied; for a reader's own preference there is nothing but the default.
      if (view !== undefined) return undefined;
      return this.configureView(instrument, undefined, undefined);
    }
    const limit =
      options?.aggregationCardinalityLimit ??
      advice.aggregationCardinalityLimit ??
      selector?.selectCardinalityLimit?.(type) ??
      this.defaultLimit;
    const processors = options?.attributesProcessors ?? [];
    const declaredKeys = processors.length > 0 ? undefined : advice.attributes;
    const name = options?.name ?? instrument.name;
    const isCustom =
      processors.length > 0 ||
      options?.expireAfterMs !== undefined ||
      options?.exemplarReservoir !== undefined;
    return {
      key: JSON.stringify([
        name.toLowerCase(),
        type,
        instrument.unit,
        instrument.valueType,
        aggregation,
        limit,
        declaredKeys ?? null,
        isCustom && view !== undefined ? this.views.indexOf(view) : null,
      ]),
      name,
      description: options?.description ?? instrument.description,
      unit: instrument.unit,
      instrumentType: type,
      valueType: instrument.valueType,
      aggregation,
      limit,
      declaredKeys,
      processors,
      expireAfterMs: isObservable(type) ? undefined : options?.expireAfterMs,
      reservoir: options?.exemplarReservoir,
    };
  }
}
