// The official batch processor drops a batch that could not be delivered, does not wait at a flush
// for the one that is on its way, and hands over all batches at once, of which the exporter takes 30.
import { context, type Meter, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.js';
import { reasonOf } from '../reason.js';
import { QueueMetrics, type SpanLoss } from './queue-metrics.js';

export interface SpanQueueOptions {
  /** Comes later: spans wait for it. */
  readonly exporter: Promise<SpanExporter>;
  readonly queueSize: number;
  readonly batchSize: number;
  readonly delayMillis: number;
  readonly exportTimeoutMillis: number;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * Hands ended spans to an exporter, in batches, one at a time: a batch that is full at once, others
 * after a delay. A batch that the receiver cannot take now is kept and sent again; one that it
 * refuses for good is lost. At most `queueSize` spans wait, and one batch is under way; further spans
 * are dropped, counted and reported once. Source: trace/sdk.md, "Batching processor".
 */
export class SpanQueue implements SpanProcessor {
  readonly #options: SpanQueueOptions;
  readonly #metrics: QueueMetrics;
  #waiting: ReadableSpan[] = [];
  /** Taken from the queue and not delivered yet. */
  #batch: readonly ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<string | undefined> | undefined;
  /** Whether the last export failed: a full batch then waits for the timer like any other. */
  #failing = false;
  #ended: Promise<void> | undefined;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
    this.#metrics = new QueueMetrics(
      options.meter,
      options.queueSize,
      () => this.#waiting.length + this.#batch.length,
    );
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const { queueSize, batchSize, delayMillis } = this.#options;
    const why =
      this.#ended !== undefined
        ? 'shutdown'
        : this.#waiting.length >= queueSize
          ? 'queue_full'
          : undefined;
    if (why !== undefined) {
      this.#lose(1, why);
      return;
    }
    this.#waiting.push(span);
    if (this.#sending !== undefined) return;
    if (this.#waiting.length >= batchSize && !this.#failing) this.#schedule(0);
    else if (this.#timer === undefined) this.#schedule(delayMillis);
  }

  /** What is not known to be delivered, oldest first. */
  left(): readonly ReadableSpan[] {
    return [...this.#batch, ...this.#waiting];
  }

  /** Delivers everything that has ended by now; rejects when that is not possible. */
  async forceFlush(): Promise<void> {
    if (this.#ended !== undefined) return this.#ended;
    const failure = await this.#drain();
    if (failure !== undefined) throw new Error(failure);
  }

  /** Delivers what there is and ends the exporter. What cannot be delivered is lost, with a line. */
  shutdown(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    await this.#drain();
    clearTimeout(this.#timer);
    const left = this.#waiting.length + this.#batch.length;
    this.#waiting = [];
    this.#batch = [];
    if (left > 0) {
      this.#metrics.lost(left, 'shutdown');
      this.#options.log.info(`${left} spans were not delivered before the end`);
    }
    this.#metrics.stop();
    await (await this.#options.exporter).shutdown();
  }

  #lose(count: number, why: SpanLoss): void {
    this.#metrics.lost(count, why);
    const recipe =
      why === 'queue_full'
        ? `the queue of ${this.#options.queueSize} is full. Raise OTEL_BSP_MAX_QUEUE_SIZE, or sample less (OTEL_TRACES_SAMPLER)`
        : why === 'rejected'
          ? 'the receiver refuses them'
          : 'they ended after shutdown()';
    this.#options.log.once(
      `spans ${why}`,
      `spans are lost, reported once: ${recipe}. otel.sdk.processor.span.processed counts them.`,
    );
  }

  #schedule(millis: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send(this.#options.batchSize);
    }, millis);
    this.#timer.unref();
  }

  /** Sends until nothing is left, or until it fails. */
  async #drain(): Promise<string | undefined> {
    // What is under way may be a part only.
    await this.#sending;
    return this.#send(1);
  }

  /** Sends batches as long as there are `least` spans for one; then waits for more. */
  #send(least: number): Promise<string | undefined> {
    this.#sending ??= this.#sendBatches(least).finally(() => {
      this.#sending = undefined;
      if (this.#ended !== undefined) return;
      if (this.#waiting.length + this.#batch.length > 0) this.#schedule(this.#options.delayMillis);
    });
    return this.#sending;
  }

  async #sendBatches(least: number): Promise<string | undefined> {
    do {
      if (this.#batch.length === 0) this.#take();
      if (this.#batch.length === 0) return undefined;
      const error = await this.#export(this.#batch);
      this.#failing = error !== undefined && !isRefusal(error);
      if (this.#failing) return reasonOf(error);
      if (error === undefined) this.#metrics.delivered(this.#batch.length);
      else this.#lose(this.#batch.length, 'rejected');
      this.#batch = [];
    } while (this.#waiting.length >= least);
    return undefined;
  }

  #take(): void {
    const { batchSize } = this.#options;
    if (this.#waiting.length <= batchSize) {
      this.#batch = this.#waiting;
      this.#waiting = [];
    } else {
      this.#batch = this.#waiting.splice(0, batchSize);
    }
  }

  /** The reason when it failed. An exporter that never answers has failed. */
  async #export(batch: readonly ReadableSpan[]): Promise<unknown> {
    try {
      const exporter = await this.#options.exporter;
      const { exportTimeoutMillis } = this.#options;
      const result = await new Promise<ExportResult>((resolve) => {
        const timer = setTimeout(
          () =>
            resolve({
              code: ExportResultCode.FAILED,
              error: new Error(`no answer in ${exportTimeoutMillis} ms`),
            }),
          exportTimeoutMillis,
        );
        context.with(suppressTracing(context.active()), () =>
          exporter.export([...batch], (answer) => {
            clearTimeout(timer);
            resolve(answer);
          }),
        );
      });
      if (result.code === ExportResultCode.SUCCESS) return undefined;
      return result.error ?? new Error('no reason was given');
    } catch (error) {
      return error;
    }
  }
}

/** The statuses of gRPC that OTLP lets a client try again. */
const retryable = new Set([1, 4, 8, 10, 11, 14, 15]);

/**
 * Whether a receiver has answered that it will never take a batch. The official exporters leave the
 * status out of errors that may be tried again; over gRPC it is always there.
 */
function isRefusal(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  if (name !== 'OTLPExporterError' && name !== 'Error') return false;
  return typeof code === 'number' && !retryable.has(code);
}
