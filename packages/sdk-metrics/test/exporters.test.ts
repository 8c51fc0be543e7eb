import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  AggregationType,
  ConsoleMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it, vi } from 'vitest';
import { MeterProvider } from '../src/index.js';

function record(provider: MeterProvider): void {
  const meter = provider.getMeter('shop', '1.0');
  meter.createCounter('orders', { description: 'Orders.' }).add(3, { kind: 'book' });
  const advice = { explicitBucketBoundaries: [1, 5] };
  meter.createHistogram('duration', { unit: 's', advice }).record(2, { kind: 'book' });
  meter.createHistogram('exponential').record(2);
  meter.createObservableGauge('level').addCallback((result) => result.observe(7));
}

const views = [
  {
    instrumentName: 'exponential',
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const,
  },
];

describe('official exporters attach unchanged', () => {
  it('OTLP over HTTP sends what was recorded, exemplars or not', async () => {
    const bodies: string[] = [];
    const server = createServer(async (request: IncomingMessage, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const exporter = new OTLPMetricExporter({
      url: `http://127.0.0.1:${port}/v1/metrics`,
      temporalityPreference: AggregationTemporality.CUMULATIVE as never,
    });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
    const provider = new MeterProvider({ readers: [reader], views, exemplarFilter: 'always_on' });
    record(provider);
    await provider.shutdown();
    server.close();
    const [scope] = JSON.parse(bodies[0] ?? '{}').resourceMetrics[0].scopeMetrics;
    expect(scope.scope).toMatchObject({ name: 'shop', version: '1.0' });
    const byName = Object.fromEntries(
      scope.metrics.map((metric: { name: string }) => [metric.name, metric]),
    );
    expect(byName.orders.sum).toMatchObject({
      isMonotonic: true,
      dataPoints: [{ asDouble: 3, attributes: [{ key: 'kind', value: { stringValue: 'book' } }] }],
    });
    expect(byName.duration.histogram.dataPoints[0]).toMatchObject({
      count: 1,
      sum: 2,
      bucketCounts: [0, 1, 0],
      explicitBounds: [1, 5],
    });
    expect(byName.exponential.exponentialHistogram.dataPoints[0]).toMatchObject({ scale: 20 });
    expect(byName.level.gauge.dataPoints[0]).toMatchObject({ asDouble: 7 });
  });

  it('the Prometheus exporter exposes what was recorded', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const provider = new MeterProvider({ readers: [exporter] });
    record(provider);
    const text = await new Promise<string>((resolve) => {
      const response = { statusCode: 0, setHeader() {}, end: resolve };
      exporter.getMetricsRequestHandler({} as never, response as never);
    });
    expect(text).toContain('orders_total{kind="book"');
    expect(text).toMatch(/duration_bucket\{.*le="5".*\} 1/);
    await provider.shutdown();
  });

  it('the console exporter prints what was recorded', async () => {
    const print = vi.spyOn(console, 'dir').mockImplementation(() => {});
    const reader = new PeriodicExportingMetricReader({
      exporter: new ConsoleMetricExporter(),
      exportIntervalMillis: 1e6,
    });
    const provider = new MeterProvider({ readers: [reader], views });
    record(provider);
    await provider.shutdown();
    const printed = print.mock.calls.map(([value]) => value.descriptor.name);
    print.mockRestore();
    expect(printed).toEqual(['orders', 'duration', 'exponential', 'level']);
  });
});
