import { resolveFamilies } from '@obs/exporter-prometheus';
import type { LiveFamily, LiveView } from '@obs/metrics-model';
import { prometheus3, startPrometheus, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { ValueType } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { serve } from '../../src/served.ts';

const now = Math.floor(Date.now() / 1000);
const exemplar = {
  value: 1.5,
  time: [now, 0] as [number, number],
  filteredAttributes: { user: 'u1' },
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
};
const base = {
  attributes: { a: 'b' },
  startTime: [now - 100, 0] as [number, number],
  removed: false,
  slots: undefined,
  exemplars: () => [exemplar],
};

function family(name: string, kind: LiveFamily['kind'], values: object): LiveFamily {
  const list = [{ ...base, ...values }];
  const monotonic = kind === 'sum';
  const boundaries = kind === 'histogram' ? [1, 2] : [];
  const rest = { description: '', unit: '', valueType: ValueType.DOUBLE, slots: undefined };
  return { name, kind, monotonic, boundaries, series: () => list, ...rest };
}

const view: LiveView = {
  resource: { attributes: {} },
  errors: [],
  scopes: [
    {
      scope: { name: 'lib' },
      families: [
        family('c', 'sum', { value: 2 }),
        family('h', 'histogram', { count: 3, sum: 4, bucketCounts: [1, 1, 1] }),
        family('n', 'exponentialHistogram', {
          count: 6,
          sum: 20,
          scale: 0,
          zeroCount: 1,
          zeroThreshold: 0,
          positive: { offset: 0, counts: [2, 0, 3] },
          negative: { offset: 0, counts: [] },
        }),
      ],
    },
  ],
};

describeWithBackend('a Prometheus 3 that stores exemplars', prometheus3, () => {
  it.each([
    ['OpenMetrics', ['OpenMetricsText1.0.0'], 'h_bucket'],
    ['protobuf', ['PrometheusProto'], 'n'],
  ])('has them from %s', async (_format, scrape_protocols, histogram) => {
    const served = await serve([() => resolveFamilies(view, { withoutScopeInfo: true }).families]);
    const server = await startPrometheus({
      version: 3,
      flags: [
        '--enable-feature=native-histograms,exemplar-storage,created-timestamp-zero-ingestion',
      ],
      jobs: [
        {
          name: 'x',
          targets: [`http://${served.address}/0`],
          scrape: { scrape_native_histograms: true, scrape_protocols },
        },
      ],
    });
    try {
      await server.waitForTargets();
      for (const query of ['c_total', histogram]) {
        const found = await waitFor(
          async () => {
            const all = await server.exemplars(query, now - 3600, now + 3600);
            return all.length > 0 ? all : undefined;
          },
          { what: `exemplars of ${query}` },
        );
        const [first] = found.flatMap(({ exemplars }) => exemplars);
        expect(first).toMatchObject({
          labels: { trace_id: exemplar.traceId, span_id: exemplar.spanId, user: 'u1' },
          value: 1.5,
          timestamp: now,
        });
      }
      if (histogram !== 'n') return;
      const [native] = await server.query('n');
      expect(native?.histogram).toMatchObject({ count: 6, sum: 20 });
      const buckets = native?.histogram?.buckets.map(({ lower, upper, count }) => [
        lower,
        upper,
        count,
      ]);
      expect(buckets?.slice(1)).toEqual([
        [1, 2, 2],
        [4, 8, 3],
      ]);
    } finally {
      await server.stop();
      await served.close();
    }
  });
});
