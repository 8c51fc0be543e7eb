import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@obs/exporter-prometheus';
import { ValueType } from '@opentelemetry/api';
import {
  type ExporterConfig,
  PrometheusExporter as Official,
} from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  MeterProvider,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';

const resource = resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'here' });

const producer: MetricProducer = {
  collect: async () => ({
    errors: [],
    resourceMetrics: {
      resource,
      scopeMetrics: [
        {
          scope: { name: 'bridge' },
          metrics: [
            {
              dataPointType: DataPointType.GAUGE,
              aggregationTemporality: AggregationTemporality.CUMULATIVE,
              descriptor: {
                name: 'bridged',
                description: '',
                unit: '',
                valueType: ValueType.DOUBLE,
              },
              dataPoints: [
                { startTime: [1, 0], endTime: [2, 0], attributes: { from: 'b' }, value: 7 },
              ],
            },
          ],
        },
      ],
    },
  }),
};

type Exporter = Official | PrometheusExporter;
type Options = Omit<ExporterConfig, 'port' | 'withResourceConstantLabels'> & {
  readonly port?: unknown;
  readonly withResourceConstantLabels?: unknown;
};

const made: Exporter[] = [];
afterEach(async () => {
  for (const one of made.splice(0)) await one.shutdown();
});

const kinds = { official: Official, ours: PrometheusExporter };

async function start(kind: keyof typeof kinds, options: Options): Promise<Exporter> {
  const exporter = await new Promise<Exporter>((resolve, reject) => {
    const one: Exporter = new kinds[kind](options as ExporterConfig, (error: unknown) =>
      error ? reject(error) : resolve(one),
    );
    made.push(one);
  });
  const provider = new MeterProvider({ resource, readers: [exporter] });
  const meter = provider.getMeter('shop', '1.2.3', { schemaUrl: 'https://example.com/1' });
  meter.createCounter('orders.placed', { description: 'Orders.' }).add(2, { way: 'a"\\\nb' });
  meter.createUpDownCounter('stock').add(-3, { 'of.what': 'tea', n: 1, ok: true });
  meter.createGauge('level').record(0.5);
  const histogram = meter.createHistogram('weight', {
    advice: { explicitBucketBoundaries: [0.5, 10] },
  });
  for (const value of [0.25, 5, 1e21]) histogram.record(value);
  return exporter;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Samples in one order, labels too: the formats leave both open. Without times. */
function samplesOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
      const pairs = labels.match(/\w+="(?:[^"\\]|\\.)*"/g) ?? [];
      return `${name}{${pairs.sort().join()}} ${Number(value?.replace('Inf', 'Infinity'))}`;
    })
    .sort();
}

async function seen(url: string): Promise<unknown> {
  const response = await fetch(url).catch(() => undefined);
  if (response === undefined) return 'nobody answers';
  return response.status === 200 ? samplesOf(await response.text()) : response.status;
}

/** The same done with both. */
async function both<T>(act: (kind: keyof typeof kinds) => Promise<T>): Promise<[T, T]> {
  return [await act('official'), await act('ours')];
}

describe('in place of the official exporter', () => {
  it.each<[string, Options, string]>([
    ['nothing', {}, '/metrics'],
    ['prefix', { prefix: 'acme' }, '/metrics'],
    ['endpoint', { endpoint: '/m' }, '/m'],
    ['endpoint without a slash', { endpoint: 'm' }, '/m'],
    ['appendTimestamp, but for the times', { appendTimestamp: true }, '/metrics'],
    ['withResourceConstantLabels', { withResourceConstantLabels: /^service/ }, '/metrics'],
    ['the same as a text', { withResourceConstantLabels: 'service.+' }, '/metrics'],
    ['withoutScopeInfo', { withoutScopeInfo: true }, '/metrics'],
    ['withoutTargetInfo', { withoutTargetInfo: true }, '/metrics'],
    ['metricProducers', { metricProducers: [producer] }, '/metrics'],
  ])('serves the same samples at the same place with %s', async (_what, options, path) => {
    const [official, ours] = await both(async (kind) => {
      const port = await freePort();
      await start(kind, { host: '127.0.0.1', port, ...options });
      const url = `http://127.0.0.1:${port}`;
      return [await seen(url + path), await seen(`${url}/other`)];
    });
    expect(official[0]).toContainEqual(expect.stringMatching(/orders_placed_total\{/));
    expect(ours).toEqual(official);
  });

  it('takes a port that JavaScript has as a text', async () => {
    const [official, ours] = await both(async (kind) => {
      const port = await freePort();
      await start(kind, { host: '127.0.0.1', port: String(port) });
      return seen(`http://127.0.0.1:${port}/metrics`);
    });
    expect(official).toBeInstanceOf(Array);
    expect(ours).toEqual(official);
  });

  it('starts and stops its server by the same calls', async () => {
    const [official, ours] = await both(async (kind) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/metrics`;
      const exporter = await start(kind, { host: '127.0.0.1', port, preventServerStart: true });
      const before = await seen(url);
      await exporter.startServer();
      await exporter.startServer();
      const during = await seen(url);
      await exporter.stopServer();
      await exporter.stopServer();
      return [before, during, await seen(url)];
    });
    expect(official).toEqual(['nobody answers', expect.any(Array), 'nobody answers']);
    expect(ours).toEqual(official);
  });

  it('answers by getMetricsRequestHandler on a server of the application', async () => {
    const [official, ours] = await both(async (kind) => {
      const exporter = await start(kind, { preventServerStart: true });
      const server = createServer((request, response) =>
        exporter.getMetricsRequestHandler(request, response),
      ).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const answer = await seen(`http://127.0.0.1:${(server.address() as AddressInfo).port}/any`);
      server.closeAllConnections();
      server.close();
      return answer;
    });
    expect(official).toBeInstanceOf(Array);
    expect(ours).toEqual(official);
  });
});
