import { defineCatalog, open } from '@obs/semconv';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { HttpClientFamilies, HttpServerFamilies } from '../src/index.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** An engine that can be read: the official SDK. */
export function recording() {
  const reader = new ManualReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const meter = meterProvider.getMeter('test');

  /** Every series of a family, as `label=value,label=value` to its value, or count for histograms. */
  async function series(name: string): Promise<Record<string, number>> {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw errors[0];
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const points = metrics.find((metric) => metric.descriptor.name === name)?.dataPoints ?? [];
    return Object.fromEntries(
      points.map(({ attributes, value }) => [
        Object.entries(attributes)
          .map(([key, text]) => `${key}=${text}`)
          .join(','),
        typeof value === 'number' ? value : (value as { count: number }).count,
      ]),
    );
  }
  /** What the engine holds, as an exporter gets it. */
  const everything = async () => (await reader.collect()).resourceMetrics;
  return { meterProvider, meter, series, everything };
}

const labels = { method: open(20), path: open(100), code: open(70) };

const catalog = defineCatalog({
  domain: 'app',
  owner: 'tests',
  metrics: {
    requests: {
      name: 'app.requests',
      kind: 'counter',
      unit: '{request}',
      description: 'Requests.',
      labels,
    },
    duration: {
      name: 'app.request.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Seconds a request took.',
      labels: { method: open(20), path: open(100) },
      buckets: [0.01, 0.1, 1, 10],
    },
    active: { name: 'app.active', kind: 'updowncounter', description: 'Requests in flight.' },
  },
});

/** A counter by method, path and code, a histogram by method and path, an unlabelled active count. */
export const families: HttpServerFamilies = {
  requests: {
    metric: catalog.metrics.requests,
    labels: { method: 'method', route: 'path', status: 'code' },
  },
  duration: { metric: catalog.metrics.duration, labels: { method: 'method', route: 'path' } },
  active: { metric: catalog.metrics.active, labels: {} },
};

const client = defineCatalog({
  domain: 'out',
  owner: 'tests',
  metrics: {
    requests: {
      name: 'out.requests',
      kind: 'counter',
      unit: '{request}',
      description: 'Requests sent.',
      labels: {
        method: open(20),
        address: open(100),
        port: open(100),
        code: open(70),
        error: open(50),
      },
    },
    active: {
      name: 'out.active',
      kind: 'updowncounter',
      description: 'Requests that wait for an answer.',
      labels: { address: open(100) },
    },
  },
});

/** A counter by everything that tells requests apart, and an active count by address. */
export const clientFamilies: HttpClientFamilies = {
  requests: {
    metric: client.metrics.requests,
    labels: {
      method: 'method',
      serverAddress: 'address',
      serverPort: 'port',
      status: 'code',
      errorType: 'error',
    },
  },
  active: { metric: client.metrics.active, labels: { serverAddress: 'address' } },
};
