import {
  type MeterProvider as ApiMeterProvider,
  diag,
  type MeterOptions,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { defaultResource, type Resource } from '@opentelemetry/resources';
import {
  type IMetricReader,
  MetricReader,
  type MeterProviderOptions as OfficialMeterProviderOptions,
} from '@opentelemetry/sdk-metrics';
import { type Clock, systemClock } from './clock.js';
import { Collector } from './collector.js';
import { Engine } from './engine.js';
import { MetricsError } from './errors.js';
import { type ExemplarFilter, ExemplarSampler } from './exemplar.js';
import { Meter } from './meter.js';
import { observeEngine } from './self-observation.js';
import { View, type ViewOptions } from './view.js';

/** The official options, and ours. */
export interface MeterProviderOptions extends Omit<OfficialMeterProviderOptions, 'views'> {
  views?: ViewOptions[];
  /**
   * Series of a stream for which neither a view, nor the instrument's advice, nor a reader says
   * anything; 2000 by default, as specified.
   */
  cardinalityLimit?: number;
  /** Which measurements may become exemplars; `trace_based` by default, as specified. */
  exemplarFilter?: ExemplarFilter;
  /** Metrics about the engine itself (see README, "Self-observation"); off by default. */
  selfObservation?: boolean;
  /**
   * Whether instruments that are used much get code of their own; on by default. Off, or where
   * `--disallow-code-generation-from-strings` forbids it, recording takes about twice as long.
   */
  compile?: boolean;
  /** Wall-clock time in milliseconds since the Unix epoch, for tests. `Date.now` by default. */
  clock?: Clock;
}

/**
 * A `MeterProvider` with the options of the official one, so that official readers and exporters
 * attach unchanged.
 *
 * @throws MetricsError from the constructor and the set-up methods, with the way out in the message
 */
export class MeterProvider implements ApiMeterProvider {
  private readonly engine: Engine;
  private readonly collectors: Collector[] = [];
  private readonly sdkMetricsEnabled: boolean;

  constructor(options: MeterProviderOptions = {}) {
    const clock = options.clock ?? systemClock;
    const defaultLimit = options.cardinalityLimit ?? 2000;
    if (!Number.isInteger(defaultLimit) || defaultLimit < 1) {
      throw new MetricsError(
        'OBS_OPTION_INVALID',
        `The option cardinalityLimit is ${defaultLimit}; give a positive integer, or leave it out for 2000.`,
      );
    }
    this.engine = new Engine({
      clock,
      sampler: new ExemplarSampler(options.exemplarFilter ?? 'trace_based', clock),
      resource: options.resource ?? defaultResource(),
      compile: options.compile ?? true,
      defaultLimit,
    });
    this.sdkMetricsEnabled = options.sdkMetricsEnabled ?? false;
    for (const view of options.views ?? []) this.engine.views.push(new View(view));
    for (const reader of options.readers ?? []) this.addReader(reader);
    this.engine.updateExemplars();
    if (options.selfObservation === true) {
      observeEngine(this.engine, this.getMeter('@obs/sdk-metrics') as Meter);
    }
  }

  /** Measurements that were dropped because their value or their attributes were unusable. */
  get droppedMeasurements(): number {
    return this.engine.report.droppedTotal;
  }

  getMeter(name: string, version = '', options: MeterOptions = {}): Meter {
    let scopeName = name;
    if (typeof name !== 'string' || name.length === 0) {
      diag.warn('A meter needs a name, that of the instrumented library; it gets the empty one.');
      scopeName = '';
    }
    const id = JSON.stringify([scopeName, version ?? '', options?.schemaUrl ?? '']);
    const known = this.engine.meters.get(id);
    if (known !== undefined) return known;
    const { schemaUrl } = options ?? {};
    const scope: InstrumentationScope = {
      name: scopeName,
      version: version ?? '',
      ...(schemaUrl !== undefined && { schemaUrl }),
    };
    const meter = new Meter(scope, this.engine, this.collectors);
    if (this.engine.isShutDown) {
      diag.warn('A MeterProvider that was shut down gives meters that do nothing.');
    } else {
      this.engine.meters.set(id, meter);
    }
    return meter;
  }

  /**
   * Adds a reader, at any time. It applies to meters and instruments that exist already; a
   * cumulative reader sees what was recorded before, provided that it aggregates as the readers
   * before it, or the defaults, do.
   *
   * @throws MetricsError `OBS_PROVIDER_SHUT_DOWN`; an `Error` when the reader has a provider already
   */
  addReader(reader: IMetricReader): void {
    this.assertRunning('add a reader');
    const collector = new Collector(this.engine, reader, this.collectors.length);
    reader.setMetricProducer(collector);
    this.collectors.push(collector);
    for (const meter of this.engine.meters.values()) meter.attach(collector);
    if (this.sdkMetricsEnabled && reader instanceof MetricReader) {
      reader._setSelfObsMeterProvider(this);
    }
  }

  /**
   * Looks now whether spans can be active, and not only at the next collection: for whoever has just
   * registered a context manager and wants exemplars from the first measurement on.
   */
  updateExemplars(): void {
    this.engine.updateExemplars();
  }

  /**
   * Adds a view for instruments that are made from now on. Those that exist keep their streams, so
   * add views before the instruments they select.
   *
   * @throws MetricsError when the view cannot be meant, or after shutdown
   */
  addView(view: ViewOptions): void {
    this.assertRunning('add a view');
    this.engine.views.push(new View(view));
  }

  /**
   * Replaces the resource, for programs that learn about it after the first measurement. It goes
   * with every collection from now on.
   */
  setResource(resource: Resource): void {
    this.engine.resource = resource;
  }

  /** Lets all readers export what they have. Rejects when one of them fails. */
  async forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    if (this.engine.isShutDown) {
      diag.warn('forceFlush was called after shutdown and does nothing.');
      return;
    }
    await Promise.all(this.collectors.map((collector) => collector.forceFlush(options)));
  }

  /**
   * Shuts all readers down, which export for the last time, and makes every instrument do nothing.
   * Rejects when a reader fails. A second call does nothing.
   */
  async shutdown(options?: { timeoutMillis?: number }): Promise<void> {
    if (this.engine.isShutDown) {
      diag.warn('shutdown was called twice and does nothing the second time.');
      return;
    }
    this.engine.isShutDown = true;
    try {
      await Promise.all(this.collectors.map((collector) => collector.shutdown(options)));
    } finally {
      this.engine.retune();
    }
  }

  private assertRunning(purpose: string): void {
    if (!this.engine.isShutDown) return;
    throw new MetricsError(
      'OBS_PROVIDER_SHUT_DOWN',
      `Cannot ${purpose}: this MeterProvider was shut down. Make a new one, or do it before shutdown.`,
    );
  }
}
