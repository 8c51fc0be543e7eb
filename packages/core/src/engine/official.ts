import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type IMetricReader,
  InstrumentType,
  MeterProvider,
  type MetricCollectOptions,
  type MetricProducer,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import type { MetricsEngine } from './engine.js';

/** Stands in the provider's constructor for the readers that come later. */
class HubReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/**
 * The official SDK behind late-coming readers. Its provider takes readers in the constructor only,
 * so one cumulative hub stands there from the beginning, and readers collect through it. A delta
 * hub keeps every series a second time, so it exists only when the environment asks for delta.
 */
export class OfficialEngine implements MetricsEngine {
  readonly name = 'opentelemetry';
  readonly meterProvider: ApiMeterProvider;
  resource: Resource;
  readonly #provider: MeterProvider;
  readonly #cumulative = new HubReader();
  readonly #delta: HubReader | undefined;
  readonly #readers: IMetricReader[] = [];

  constructor(resource: Resource, options: { delta: boolean }) {
    this.resource = resource;
    this.#delta = options.delta
      ? new HubReader({ aggregationTemporalitySelector: deltaForSums })
      : undefined;
    this.#provider = new MeterProvider({
      resource,
      readers: [this.#cumulative, ...(this.#delta ? [this.#delta] : [])],
    });
    this.meterProvider = this.#provider;
  }

  attach(reader: IMetricReader): void {
    const wantsDelta =
      reader.selectAggregationTemporality(InstrumentType.COUNTER) === AggregationTemporality.DELTA;
    reader.setMetricProducer(this.#producer((wantsDelta && this.#delta) || this.#cumulative));
    this.#readers.push(reader);
  }

  /** The official SDK has no exemplars. */
  heedSpans(): void {}

  async forceFlush(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.shutdown()));
    await this.#provider.shutdown();
  }

  #producer(hub: HubReader): MetricProducer {
    return {
      collect: async (options?: MetricCollectOptions): Promise<CollectionResult> => {
        const { resourceMetrics, errors } = await hub.collect(options);
        return { resourceMetrics: { ...resourceMetrics, resource: this.resource }, errors };
      },
    };
  }
}

function deltaForSums(instrument: InstrumentType): AggregationTemporality {
  return instrument === InstrumentType.UP_DOWN_COUNTER ||
    instrument === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
    ? AggregationTemporality.CUMULATIVE
    : AggregationTemporality.DELTA;
}
