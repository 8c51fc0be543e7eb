import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectorServer, collector, startCollector, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type App, startApp } from '../../src/app.ts';
import { slowdown } from '../../src/latency.ts';
import { spansOf, sumOf } from '../../src/received.ts';
import { type Mode, type Receiver, startReceiver } from '../../src/receiver.ts';

/** Everything in seconds rather than minutes; the mechanisms are the same. */
const hurry = {
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_BSP_EXPORT_TIMEOUT: '3000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
  OTEL_METRIC_EXPORT_INTERVAL: '3000',
  OTEL_METRIC_EXPORT_TIMEOUT: '3000',
  OBS_SHUTDOWN_TIMEOUT: '20000',
};
const processed = 'otel_sdk_processor_span_processed_total';

describeWithBackend('a Collector that misbehaves', collector, () => {
  let collector: CollectorServer;
  let receiver: Receiver;
  let control: App;
  let app: App;
  beforeAll(async () => {
    collector = await startCollector();
    control = await startApp({
      ...hurry,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpHttpUrl,
      OTEL_SERVICE_NAME: 'control',
    });
  });
  afterAll(async () => {
    await control?.end('SIGKILL');
    await collector?.stop();
  });

  let mine: CollectorServer;
  beforeEach(async () => {
    mine = await startCollector();
    receiver = await startReceiver(mine.otlpHttpUrl);
    app = await startApp({ ...hurry, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  });
  afterEach(async () => {
    await app?.end('SIGKILL');
    await receiver?.stop();
    await mine?.stop();
  });

  it.each<[string, Mode]>([
    ['answers 429', { kind: 'refuse', status: 429 }],
    ['answers 429 and says when to come again', { kind: 'refuse', status: 429, retryAfter: '1' }],
    ['answers 503', { kind: 'refuse', status: 503 }],
    ['answers 503 and says when to come again', { kind: 'refuse', status: 503, retryAfter: '1' }],
    [
      'answers 503 and asks for more patience than there is',
      { kind: 'refuse', status: 503, retryAfter: '3600' },
    ],
    ['hangs up', { kind: 'close' }],
    ['never answers', { kind: 'hang' }],
  ])('that %s delays nobody, and gets everything when it is well again', async (_title, mode) => {
    receiver.mode = mode;
    await app.work(500);
    await waitFor(() => (receiver.refused['/v1/traces']?.length ?? 0) > 1, {
      what: 'a second try',
    });
    await waitFor(() => (receiver.refused['/v1/metrics']?.length ?? 0) > 0, { what: 'metrics' });
    expect(await slowdown(app, control, 30)).toBeLessThan(2);

    receiver.mode = { kind: 'pass' };
    const ended = 500 + 1 + 30 * 21;
    await waitFor(async () => (await spansOf(mine)).spanIds.length >= ended, {
      what: 'the spans',
      timeoutMs: 60_000,
    });
    const { spanIds } = await spansOf(mine);
    expect([spanIds.length, new Set(spanIds).size]).toEqual([ended, ended]);
    await waitFor(async () => (await sumOf(mine, 'app.units')) === 500 + 30 * 20, {
      what: 'the points',
      timeoutMs: 60_000,
    });
    expect(await app.metric(processed, { error_type: '' })).toBe(0);
    expect(app.said().match(/exporter otlp \(traces\) fails/g)).toHaveLength(1);
    expect(app.said().match(/exporter otlp \(traces\) works again/g)).toHaveLength(1);
  });

  it('that says when to come again is not asked before', async () => {
    receiver.mode = { kind: 'refuse', status: 503, retryAfter: '2' };
    await app.work(10);
    const tries = await waitFor(
      () => {
        const times = receiver.refused['/v1/traces'] ?? [];
        return times.length > 1 && times;
      },
      { what: 'a second try' },
    );
    // The clock of a timer may be a millisecond early.
    expect(tries[1]! - tries[0]!).toBeGreaterThan(1990);
  });

  it('that is slow delays nobody, and gets everything', async () => {
    receiver.mode = { kind: 'slow', millis: 1000 };
    await app.work(1000);
    expect(await slowdown(app, control, 30)).toBeLessThan(2);
    const ended = 1001 + 30 * 21;
    await waitFor(async () => (await spansOf(mine)).spanIds.length === ended, {
      what: 'the spans',
      timeoutMs: 60_000,
    });
    expect(app.said()).not.toMatch(/fails|lost/);
  });

  it('that refuses for good is not asked again: the spans are lost, counted, and reported once', async () => {
    receiver.mode = { kind: 'refuse', status: 400 };
    await app.work(99);
    await waitFor(async () => (await app.metric(processed, { error_type: 'rejected' })) === 100, {
      what: 'the loss',
    });
    await app.work(99);
    await waitFor(async () => (await app.metric(processed, { error_type: 'rejected' })) === 200, {
      what: 'the second loss',
    });
    expect(app.said().match(/spans are lost/g)).toHaveLength(1);
    receiver.mode = { kind: 'pass' };
    await app.work(9);
    await waitFor(async () => (await spansOf(mine)).spanIds.length === 10, {
      what: 'the next spans',
    });
  });
});

describeWithBackend('a Collector that is killed', collector, () => {
  it('and comes back gets every span and point of the time between', async () => {
    const first = await startCollector();
    const app = await startApp({ ...hurry, OTEL_EXPORTER_OTLP_ENDPOINT: first.otlpHttpUrl });
    try {
      await app.work(100);
      await waitFor(async () => (await spansOf(first)).spanIds.length === 101, {
        what: 'the first spans',
      });
      await first.kill();

      for (let at = 0; at < 10; at++) {
        await app.work(100);
        await sleep(300);
      }
      expect(app.said()).toMatch(/exporter otlp \(traces\) fails: .*ECONNREFUSED/);
      const second = await startCollector({ after: first });
      try {
        await waitFor(async () => (await spansOf(second)).spanIds.length >= 1010, {
          what: 'the spans',
          timeoutMs: 60_000,
        });
        const { spanIds } = await spansOf(second);
        expect([spanIds.length, new Set(spanIds).size]).toEqual([1010, 1010]);
        await waitFor(async () => (await sumOf(second, 'app.units')) === 1100, {
          what: 'the points',
          timeoutMs: 60_000,
        });
        expect(app.said()).toMatch(/exporter otlp \(traces\) works again/);
      } finally {
        await second.stop();
      }
    } finally {
      await app.end('SIGKILL');
      await first.kill();
    }
  });
});

describeWithBackend('a queue that is full', collector, () => {
  const small = { OTEL_BSP_MAX_QUEUE_SIZE: '512', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '128' };

  it('drops, counts, says so once, and delivers what it had accepted', async () => {
    const first = await startCollector();
    await first.kill();
    const app = await startApp({
      ...hurry,
      ...small,
      OTEL_EXPORTER_OTLP_ENDPOINT: first.otlpHttpUrl,
    });
    try {
      for (let at = 0; at < 50; at++) await app.work(99);
      const dropped = await app.metric(processed, { error_type: 'queue_full' });
      const waiting = await app.metric('otel_sdk_processor_span_queue_size');
      // One batch may be under way.
      expect(waiting).toBeGreaterThanOrEqual(512);
      expect(waiting).toBeLessThanOrEqual(512 + 128);
      expect(dropped + waiting).toBe(5000);
      expect(app.said().match(/spans are lost/g)).toHaveLength(1);
      expect(app.said()).toContain('Raise OTEL_BSP_MAX_QUEUE_SIZE');
      const points = 'otel_sdk_exporter_metric_data_point_exported_total';
      const failed = () => app.metric(points, { error_type: 'export_failed' });
      await waitFor(async () => (await failed()) > 0, { what: 'the count of points that failed' });

      const second = await startCollector({ after: first });
      try {
        await waitFor(async () => (await spansOf(second)).spanIds.length === waiting, {
          what: 'what was accepted',
          timeoutMs: 60_000,
        });
        expect(await app.metric('otel_sdk_processor_span_queue_size')).toBe(0);
        await app.work(9);
        await waitFor(async () => (await spansOf(second)).spanIds.length === waiting + 10, {
          what: 'the next spans',
        });
        // Points are sums: none is lost although their receiver was away.
        await waitFor(async () => (await sumOf(second, 'app.units')) === 4959, {
          what: 'the points',
          timeoutMs: 60_000,
        });
      } finally {
        await second.stop();
      }
    } finally {
      await app.end('SIGKILL');
    }
  });

  it('takes no more memory, however long its receiver is away', async () => {
    const gone = await startCollector();
    await gone.kill();
    const app = await startApp({ ...hurry, OTEL_EXPORTER_OTLP_ENDPOINT: gone.otlpHttpUrl });
    try {
      for (let at = 0; at < 30; at++) await app.work(1000);
      const before = await app.memory();
      for (let at = 0; at < 200; at++) await app.work(1000);
      const grown = (await app.memory()) - before;
      // 200,000 spans of 1 KB were dropped meanwhile.
      expect(grown).toBeLessThan(4 * 1024 * 1024);
    } finally {
      await app.end('SIGKILL');
    }
  });
});

describeWithBackend('a Collector whose name cannot be resolved', collector, () => {
  it('delays nobody, is reported once for each signal, and does not hold up the end', async () => {
    const there = await startCollector();
    const control = await startApp({ ...hurry, OTEL_EXPORTER_OTLP_ENDPOINT: there.otlpHttpUrl });
    const app = await startApp({
      ...hurry,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.invalid:4318',
      OBS_SHUTDOWN_TIMEOUT: '1000',
    });
    try {
      await app.work(1000);
      await waitFor(() => /exporter otlp fails/.test(app.said()), {
        what: 'the line of the metrics',
      });
      await waitFor(() => /exporter otlp \(traces\) fails/.test(app.said()), {
        what: 'the line of the traces',
      });
      expect(await slowdown(app, control, 100)).toBeLessThan(2);
      expect(app.said().match(/exporter otlp fails/g)).toHaveLength(1);
      expect(app.said().match(/exporter otlp \(traces\) fails/g)).toHaveLength(1);
      expect(await app.end('SIGTERM')).toBe('SIGTERM');
      expect(app.said()).toMatch(/the last export did not end in \d+ ms/);
    } finally {
      await app.end('SIGKILL');
      await control.end('SIGKILL');
      await there.stop();
    }
  });
});
