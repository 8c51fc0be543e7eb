import type { Attributes, Counter, Meter, ObservableResult } from '@opentelemetry/api';

/** Why a span was not delivered; `error.type` of `otel.sdk.processor.span.processed`. */
export type SpanLoss = 'queue_full' | 'rejected' | 'shutdown';

/**
 * What a queue of spans tells of itself.
 * Source: OpenTelemetry semantic conventions, otel/sdk-metrics.md, "Span metrics".
 */
export class QueueMetrics {
  readonly #processed: Counter;
  readonly #own: Attributes = {
    'otel.component.type': 'batching_span_processor',
    'otel.component.name': 'batching_span_processor/0',
  };
  readonly #lost: Readonly<Record<SpanLoss, Attributes>>;
  readonly #stop: () => void;

  /** @param size gives the spans that wait now. */
  constructor(meter: Meter, capacity: number, size: () => number) {
    this.#lost = {
      queue_full: { ...this.#own, 'error.type': 'queue_full' },
      rejected: { ...this.#own, 'error.type': 'rejected' },
      shutdown: { ...this.#own, 'error.type': 'shutdown' },
    };
    this.#processed = meter.createCounter('otel.sdk.processor.span.processed', {
      unit: '{span}',
      description: 'Spans whose processing has finished; with error.type when they were lost.',
    });
    // At zero from here on, so that a rate sees the first loss.
    this.#processed.add(0, this.#own);
    this.#processed.add(0, this.#lost.queue_full);
    meter
      .createUpDownCounter('otel.sdk.processor.span.queue.capacity', {
        unit: '{span}',
        description: 'Spans that the queue can hold.',
      })
      .add(capacity, this.#own);
    const queued = meter.createObservableUpDownCounter('otel.sdk.processor.span.queue.size', {
      unit: '{span}',
      description: 'Spans that wait for export.',
    });
    const observe = (result: ObservableResult) => result.observe(size(), this.#own);
    queued.addCallback(observe);
    this.#stop = () => queued.removeCallback(observe);
  }

  delivered(count: number): void {
    this.#processed.add(count, this.#own);
  }

  lost(count: number, why: SpanLoss): void {
    this.#processed.add(count, this.#lost[why]);
  }

  stop(): void {
    this.#stop();
  }
}
