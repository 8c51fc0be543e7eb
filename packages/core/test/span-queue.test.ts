import { type Attributes, context, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ExportResult, ExportResultCode, isTracingSuppressed } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Log } from '../src/log.js';
import { SpanQueue } from '../src/tracing/span-queue.js';

const ok: ExportResult = { code: ExportResultCode.SUCCESS };
const busy: ExportResult = {
  code: ExportResultCode.FAILED,
  error: new Error('connect ECONNREFUSED'),
};
const refusal = Object.assign(new Error('Bad Request'), { name: 'OTLPExporterError', code: 400 });
const refused: ExportResult = { code: ExportResultCode.FAILED, error: refusal };

/** An exporter that answers as it is told. */
class Exporter implements SpanExporter {
  readonly batches: string[][] = [];
  answer: ((batch: string[]) => ExportResult | undefined) | undefined = () => ok;
  readonly waiting: ((result: ExportResult) => void)[] = [];
  mostAtOnce = 0;
  suppressed = true;
  ended = false;
  #open = 0;

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.suppressed &&= isTracingSuppressed(context.active());
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open);
    const batch = spans.map(({ name }) => name);
    const result = this.answer?.(batch);
    const finish = (how: ExportResult) => {
      this.#open -= 1;
      if (how === ok) this.batches.push(batch);
      done(how);
    };
    if (result === undefined) this.waiting.push(finish);
    else queueMicrotask(() => finish(result));
  }

  async shutdown(): Promise<void> {
    this.ended = true;
  }
}

let exporter: Exporter;
let metrics: InMemoryMetricExporter;
let reader: PeriodicExportingMetricReader;
let lines: string[];

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  vi.useFakeTimers();
  exporter = new Exporter();
  lines = [];
});
afterEach(() => {
  vi.useRealTimers();
  context.disable();
});

function queue(
  options: { queueSize?: number; batchSize?: number; exporter?: Promise<SpanExporter> } = {},
) {
  metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 1e9 });
  const log = new Log();
  log.info = (line) => void lines.push(line);
  return new SpanQueue({
    exporter: Promise.resolve(exporter),
    queueSize: 10,
    batchSize: 4,
    delayMillis: 1000,
    exportTimeoutMillis: 5000,
    meter: new MeterProvider({ readers: [reader] }).getMeter('test'),
    log,
    ...options,
  });
}

const span = (name: string, traceFlags = TraceFlags.SAMPLED) =>
  ({ name, spanContext: () => ({ traceFlags }) }) as unknown as ReadableSpan;
const names = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `${from + i}`);
const end = (to: SpanQueue, ...list: string[]) => {
  for (const name of list) to.onEnd(span(name));
};

async function counted(name: string): Promise<Record<string, number>> {
  metrics.reset();
  vi.useRealTimers();
  await reader.forceFlush();
  const points = metrics
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    .find(({ descriptor }) => descriptor.name === name)?.dataPoints as
    | { attributes: Attributes; value: number }[]
    | undefined;
  return Object.fromEntries(
    (points ?? []).map(({ attributes, value }) => [attributes['error.type'] ?? 'delivered', value]),
  );
}
const processed = () => counted('otel.sdk.processor.span.processed');

describe('spans are exported', () => {
  it('after the delay, together', async () => {
    const to = queue();
    end(to, 'a', 'b');
    await vi.advanceTimersByTimeAsync(999);
    expect(exporter.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(exporter.batches).toEqual([['a', 'b']]);
    expect(exporter.suppressed).toBe(true);
  });

  it('at once when a batch is full, and the rest after the delay', async () => {
    const to = queue();
    end(to, ...names(6));
    await vi.advanceTimersByTimeAsync(1);
    expect(exporter.batches).toEqual([names(4)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(exporter.batches).toEqual([names(4), names(2, 4)]);
  });

  it('one batch at a time, in order', async () => {
    const to = queue();
    exporter.answer = undefined;
    end(to, ...names(10));
    await vi.advanceTimersByTimeAsync(1);
    expect(exporter.waiting).toHaveLength(1);
    for (let sent = 0; sent < 3; sent += 1) {
      exporter.waiting.shift()?.(ok);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(exporter.batches.flat()).toEqual(names(10));
    expect(exporter.mostAtOnce).toBe(1);
  });

  it('only when they are sampled', async () => {
    const to = queue();
    to.onEnd(span('unsampled', TraceFlags.NONE));
    await to.forceFlush();
    expect(exporter.batches).toEqual([]);
  });

  it('when the exporter is there', async () => {
    let arrive = (_made: SpanExporter) => {};
    const to = queue({ exporter: new Promise((resolve) => (arrive = resolve)) });
    end(to, ...names(5));
    const flushed = to.forceFlush();
    await vi.advanceTimersByTimeAsync(3000);
    arrive(exporter);
    await flushed;
    expect(exporter.batches.flat()).toEqual(names(5));
  });
});

describe('a receiver that cannot take them now', () => {
  it('gets them again, in order, when it can: none is lost, and none is counted as lost', async () => {
    const to = queue();
    exporter.answer = () => busy;
    end(to, ...names(6));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(exporter.batches).toEqual([]);
    exporter.answer = () => ok;
    await vi.advanceTimersByTimeAsync(2000);
    expect(exporter.batches.flat()).toEqual(names(6));
    expect(await processed()).toEqual({ delivered: 6, queue_full: 0 });
  });

  it('fills the queue; what finds it full is dropped, counted and reported once', async () => {
    const to = queue();
    exporter.answer = () => busy;
    end(to, ...names(4));
    await vi.advanceTimersByTimeAsync(1);
    end(to, ...names(100, 4));
    expect(lines).toEqual([
      'spans are lost, reported once: the queue of 10 is full. Raise OTEL_BSP_MAX_QUEUE_SIZE, or sample less (OTEL_TRACES_SAMPLER). otel.sdk.processor.span.processed counts them.',
    ]);
    exporter.answer = () => ok;
    await vi.advanceTimersByTimeAsync(3000);
    expect(exporter.batches.flat()).toEqual(names(14));
    expect(await processed()).toEqual({ delivered: 14, queue_full: 90 });
  });

  it('that never answers has failed after the timeout', async () => {
    const to = queue();
    exporter.answer = undefined;
    end(to, 'a');
    await vi.advanceTimersByTimeAsync(1000 + 5000);
    exporter.answer = () => ok;
    await vi.advanceTimersByTimeAsync(1000);
    expect(exporter.batches).toEqual([['a']]);
  });

  it('is not asked in a tight loop', async () => {
    const to = queue();
    let asked = 0;
    exporter.answer = () => {
      asked += 1;
      return busy;
    };
    end(to, ...names(4));
    for (let second = 0; second < 10; second += 1) {
      end(to, String(second));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(asked).toBeLessThanOrEqual(11);
  });
});

it('what a receiver refuses for good is lost, counted and reported once; the rest goes on', async () => {
  const to = queue();
  exporter.answer = (batch) => (batch.includes('0') ? refused : ok);
  end(to, ...names(8));
  await vi.advanceTimersByTimeAsync(2000);
  expect(exporter.batches).toEqual([names(4, 4)]);
  expect(lines.join()).toContain('the receiver refuses them');
  expect(await processed()).toEqual({ delivered: 4, rejected: 4, queue_full: 0 });
});

it.each([
  [14, true],
  [8, true],
  [3, false],
  [16, false],
])('the gRPC status %i may be tried again: %s', async (code, again) => {
  const to = queue();
  const error = Object.assign(new Error('status'), { code });
  exporter.answer = () => ({ code: ExportResultCode.FAILED, error });
  end(to, 'a');
  await vi.advanceTimersByTimeAsync(1000);
  exporter.answer = () => ok;
  await vi.advanceTimersByTimeAsync(1000);
  expect(exporter.batches).toEqual(again ? [['a']] : []);
});

it('an exporter that throws has failed, and the application does not hear of it', async () => {
  const to = queue();
  exporter.answer = () => {
    throw new Error('broken');
  };
  end(to, 'a');
  await vi.advanceTimersByTimeAsync(1000);
  exporter.answer = () => ok;
  await vi.advanceTimersByTimeAsync(1000);
  expect(exporter.batches).toEqual([['a']]);
});

describe('a flush', () => {
  it('delivers everything that has ended, what is under way too', async () => {
    const to = queue({ queueSize: 1000 });
    exporter.answer = undefined;
    end(to, ...names(4));
    await vi.advanceTimersByTimeAsync(1);
    end(to, ...names(100, 4));
    exporter.answer = () => ok;
    const flushed = to.forceFlush();
    exporter.waiting.shift()?.(ok);
    await flushed;
    expect(exporter.batches.flat()).toEqual(names(104));
    expect(exporter.mostAtOnce).toBe(1);
  });

  it('rejects when that is not possible, and keeps them', async () => {
    const to = queue();
    exporter.answer = () => busy;
    end(to, 'a');
    await expect(to.forceFlush()).rejects.toThrow('ECONNREFUSED');
    exporter.answer = () => ok;
    await to.forceFlush();
    expect(exporter.batches).toEqual([['a']]);
  });

  it('of nothing asks nobody', async () => {
    await queue().forceFlush();
    expect(exporter.batches).toEqual([]);
  });
});

describe('a shutdown', () => {
  it('delivers everything and ends the exporter, once', async () => {
    const to = queue({ queueSize: 10_000, batchSize: 512 });
    end(to, ...names(10_000));
    await Promise.all([to.shutdown(), to.shutdown(), to.forceFlush()]);
    expect(exporter.batches.flat()).toEqual(names(10_000));
    expect(exporter.ended).toBe(true);
    expect(lines).toEqual([]);
  });

  it('says how many could not be delivered', async () => {
    const to = queue();
    exporter.answer = () => busy;
    end(to, ...names(7));
    await to.shutdown();
    expect(lines).toEqual(['7 spans were not delivered before the end']);
    expect(await processed()).toEqual({ delivered: 0, queue_full: 0, shutdown: 7 });
  });

  it('is the end: spans that end later are lost, with a line', async () => {
    const to = queue();
    const timers = vi.getTimerCount();
    await to.shutdown();
    end(to, 'late');
    expect(lines.join()).toContain('they ended after shutdown()');
    expect(vi.getTimerCount()).toBe(timers);
  });
});
