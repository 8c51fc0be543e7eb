import { type CollectorServer, collector, startCollector, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startApp } from '../../src/app.ts';
import { spansOf, sumOf } from '../../src/received.ts';

const sent = 10_000;
/**
 * A batch is due in an hour: what arrives has come with the end. The Collector writes spans and
 * points to two files, each up to a tenth of a second late, so both are waited for.
 */
const patient = {
  OTEL_BSP_SCHEDULE_DELAY: '3600000',
  OTEL_METRIC_EXPORT_INTERVAL: '3600000',
  OBS_SHUTDOWN_TIMEOUT: '60000',
  UNITS_AT_START: String(sent),
};

describeWithBackend('a clean end', collector, () => {
  let server: CollectorServer;
  beforeEach(async () => {
    server = await startCollector();
  });
  afterEach(() => server.stop());

  it.each(['SIGTERM', 'SIGINT'] as const)(
    `by %s loses none of ${sent} spans and points`,
    async (signal) => {
      const app = await startApp({
        ...patient,
        OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttpUrl,
        OTEL_BSP_MAX_QUEUE_SIZE: '16384',
      });
      expect(await app.end(signal)).toBe(signal);
      await waitFor(async () => (await spansOf(server)).spanIds.length >= sent, {
        what: 'the spans',
      });
      const { spanIds, names } = await spansOf(server);
      expect(new Set(spanIds).size).toBe(sent);
      expect(new Set(names)).toEqual(new Set(['unit']));
      await waitFor(async () => (await sumOf(server, 'app.units')) === sent, {
        what: 'the points',
      });
    },
  );

  it('delivers what the queue took of a burst, and counts the rest in the last export', async () => {
    const app = await startApp({ ...patient, OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttpUrl });
    expect(await app.end('SIGTERM')).toBe('SIGTERM');
    const full = { 'error.type': 'queue_full' };
    const dropped = await waitFor(() => sumOf(server, 'otel.sdk.processor.span.processed', full), {
      what: 'the count',
    });
    expect(dropped).toBeGreaterThan(0);
    await waitFor(async () => (await spansOf(server)).spanIds.length >= sent - dropped, {
      what: 'the spans',
    });
    const { spanIds } = await spansOf(server);
    expect(new Set(spanIds).size + dropped).toBe(sent);
    expect(app.said().match(/spans are lost/g)).toHaveLength(1);
  });
});
