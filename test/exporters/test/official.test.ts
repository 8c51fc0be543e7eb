import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  ConsoleMetricExporter,
  InMemoryMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it, vi } from 'vitest';
import { comparable, engines, type Json, push, text } from './engines.ts';
import { options, record } from './program.ts';

describe('an official exporter on our provider', () => {
  it('in memory holds the metrics of the official provider', async () => {
    const held: Record<string, Json> = {};
    for (const [engine, Provider] of Object.entries(engines)) {
      const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
      const provider = new Provider({ ...options, readers: [push(exporter)] });
      record(provider);
      await provider.forceFlush();
      held[engine] = exporter.getMetrics().map(({ resource, scopeMetrics }) => ({
        resource: resource.attributes,
        scopeMetrics,
      })) as never;
      await provider.shutdown();
    }
    expect(comparable(held['ours'])).toEqual(comparable(held['official']));
    expect(text(held['ours'])).toContain('renamed.after');
  });

  it('on the console prints the same', async () => {
    const printed: Record<string, Json> = {};
    for (const [engine, Provider] of Object.entries(engines)) {
      const print = vi.spyOn(console, 'dir').mockImplementation(() => {});
      const provider = new Provider({ ...options, readers: [push(new ConsoleMetricExporter())] });
      record(provider);
      await provider.forceFlush();
      printed[engine] = print.mock.calls.map(([value]) => value) as never;
      await provider.shutdown();
      print.mockRestore();
    }
    expect(comparable(printed['ours'])).toEqual(comparable(printed['official']));
    expect(text(printed['ours'])).toContain('temperature');
  });

  it('for Prometheus answers a scrape with the same lines', async () => {
    const scraped: Record<string, string[]> = {};
    for (const [engine, Provider] of Object.entries(engines)) {
      const reader = new PrometheusExporter({ preventServerStart: true, appendTimestamp: false });
      const provider = new Provider({ ...options, readers: [reader] });
      record(provider);
      const server = createServer((request, response) =>
        reader.getMetricsRequestHandler(request, response),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      server.close();
      scraped[engine] = body.split('\n').sort();
      await provider.shutdown();
    }
    expect(scraped['ours']).toEqual(scraped['official']);
    expect(scraped['ours']).toContainEqual(
      expect.stringMatching(/^duration_bucket\{.*le="0.1".*\} 2$/),
    );
  });
});
