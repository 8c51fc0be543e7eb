import {
  AggregationTemporality,
  type AggregationTemporalitySelector,
  InstrumentType,
  type MetricProducer,
  MetricReader,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** A producer that can collect in one call; ours can, the official one cannot. */
type NowProducer = MetricProducer & { collectNow?(): ResourceMetrics };

/** The official periodic reader. What it has not pushed can be had in one call. */
export class PushMetricReader extends PeriodicExportingMetricReader {
  #producer: NowProducer | undefined;

  override setMetricProducer(producer: MetricProducer): void {
    this.#producer = producer;
    super.setMetricProducer(producer);
  }

  collectNow(): ResourceMetrics | undefined {
    return this.#producer?.collectNow?.();
  }
}

/** Stands in for a reader whose exporter was not loaded yet when the process ended. */
export class LastMetricReader extends MetricReader {
  #producer: NowProducer | undefined;

  constructor(delta: boolean) {
    super(delta ? { aggregationTemporalitySelector: deltaForSums } : {});
  }

  override setMetricProducer(producer: MetricProducer): void {
    this.#producer = producer;
    super.setMetricProducer(producer);
  }

  collectNow(): ResourceMetrics | undefined {
    return this.#producer?.collectNow?.();
  }

  protected override async onShutdown(): Promise<void> {}

  protected override async onForceFlush(): Promise<void> {}
}

const deltaForSums: AggregationTemporalitySelector = (type) =>
  type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
    ? AggregationTemporality.CUMULATIVE
    : AggregationTemporality.DELTA;
