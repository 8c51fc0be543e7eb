import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@obs/exporter-prometheus';
import type { Meter } from '@opentelemetry/api';
import { diag } from '@opentelemetry/api';
import {
  type ExporterConfig,
  PrometheusExporter as Official,
} from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';

// What the package's README lists under "Differences from the official exporter".

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  diag.disable();
});

const kinds = { official: Official, ours: PrometheusExporter };
type Kind = keyof typeof kinds;

/** An exporter behind a server of the application, on a provider with something in it. */
async function serve(kind: Kind, fill: (meter: Meter) => void, options: object = {}) {
  const exporter = new kinds[kind]({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
    ...options,
  } as ExporterConfig);
  open.push(() => exporter.shutdown());
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', a: 'resource' }),
    readers: [exporter],
    views: [
      {
        instrumentName: 'exponential',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
      },
    ],
  });
  fill(provider.getMeter('shop'));
  return mounted(exporter);
}

/** Where an exporter answers on a server of the application. */
async function mounted(exporter: Official | PrometheusExporter): Promise<string> {
  const server = createServer((request, response) =>
    exporter.getMetricsRequestHandler(request, response),
  ).listen(0, '127.0.0.1');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

async function shown(kind: Kind, fill: (meter: Meter) => void, options?: object): Promise<string> {
  return (await fetch(await serve(kind, fill, options))).text();
}

const gauge =
  (name: string, attributes = {}) =>
  (meter: Meter) =>
    meter.createGauge(name).record(1, attributes);

describe('the exposition', () => {
  it.each<[string, (meter: Meter) => void, object, string, string]>([
    [
      'has units in names',
      (meter) => meter.createGauge('wait', { unit: 's' }).record(1),
      {},
      '# HELP wait description missing\n# UNIT wait s\n# TYPE wait gauge\nwait 1\n',
      '# TYPE wait_seconds gauge\nwait_seconds 1\n',
    ],
    [
      'has none with `withoutUnits`',
      (meter) => meter.createGauge('wait', { unit: 's', description: 'Wait.' }).record(1),
      { withoutUnits: true },
      '# HELP wait Wait.\n# UNIT wait s\n# TYPE wait gauge\nwait 1\n',
      '# HELP wait Wait.\n# TYPE wait gauge\nwait 1\n',
    ],
    ['is empty when there is nothing', () => {}, {}, '# no registered metrics', ''],
    [
      'keeps the first of two types',
      (meter) => {
        gauge('x')(meter);
        meter.createHistogram('x').record(1);
      },
      {},
      '# no registered metrics',
      '# TYPE x gauge\nx 1\n',
    ],
    [
      'has one label for keys that become one name',
      gauge('x', { 'a.b': '1', a_b: '2' }),
      {},
      '# HELP x description missing\n# TYPE x gauge\nx{a_b="1",a_b="2"} 1\n',
      '# TYPE x gauge\nx{a_b="1;2"} 1\n',
    ],
    [
      'has an attribute rather than the resource where both have a name',
      gauge('x', { a: 'mine' }),
      { withResourceConstantLabels: /^a$/ },
      '# HELP x description missing\n# TYPE x gauge\nx{a="mine",a="resource"} 1\n',
      '# TYPE x gauge\nx{a="mine"} 1\n',
    ],
    [
      'shows names of symbols only',
      gauge('!'),
      {},
      '# no registered metrics',
      '# TYPE _ gauge\n_ 1\n',
    ],
    [
      'leaves empty labels out',
      gauge('x', { a: '' }),
      {},
      '# HELP x description missing\n# TYPE x gauge\nx{a=""} 1\n',
      '# TYPE x gauge\nx 1\n',
    ],
  ])('%s', async (_what, fill, options, official, ours) => {
    expect(await shown('official', fill, options)).toBe(official);
    expect(await shown('ours', fill, options)).toBe(ours);
  });

  it('has `exported_le` for a histogram whose attribute is `le`', async () => {
    const fill = (meter: Meter) =>
      meter
        .createHistogram('h', { advice: { explicitBucketBoundaries: [1] } })
        .record(1, { le: 'x' });
    expect(await shown('official', fill)).toContain('h_bucket{le="x",le="1"} 1');
    expect(await shown('ours', fill)).toContain('h_bucket{exported_le="x",le="1"} 1');
  });

  it('has bounds from a million on as Go has them', async () => {
    const fill = (meter: Meter) =>
      meter.createHistogram('h', { advice: { explicitBucketBoundaries: [1e6] } }).record(1);
    expect(await shown('official', fill)).toContain('h_bucket{le="1000000"} 1');
    expect(await shown('ours', fill)).toContain('h_bucket{le="1e+06"} 1');
  });

  it('has no sample twice', async () => {
    const fill = (meter: Meter) => {
      meter.createHistogram('h').record(1);
      gauge('h.count')(meter);
    };
    const counts = (text: string) => text.match(/^h_count \d+$/gm);
    expect(counts(await shown('official', fill))).toHaveLength(2);
    expect(counts(await shown('ours', fill))).toHaveLength(1);
  });

  it('has exponential histograms', async () => {
    const fill = (meter: Meter) => meter.createHistogram('exponential').record(1);
    expect(await shown('official', fill)).not.toContain('exponential_count');
    expect(await shown('ours', fill)).toContain('exponential_count 1');
  });

  it('has no times with `appendTimestamp`', async () => {
    const options = { appendTimestamp: true };
    expect(await shown('official', gauge('x'), options)).toMatch(/^x 1 \d{13}$/m);
    expect(await shown('ours', gauge('x'), options)).toMatch(/^x 1$/m);
  });
});

describe('an answer', () => {
  it('is in the format that is asked for', async () => {
    const type = async (kind: Kind) => {
      const headers = { accept: 'application/openmetrics-text;version=1.0.0' };
      const response = await fetch(await serve(kind, () => {}), { headers });
      return response.headers.get('content-type')?.split(';')[0];
    };
    expect(await type('official')).toBe('text/plain');
    expect(await type('ours')).toBe('application/openmetrics-text');
  });

  it('to a POST is 405', async () => {
    const status = async (kind: Kind) =>
      (await fetch(await serve(kind, () => {}), { method: 'POST' })).status;
    expect([await status('official'), await status('ours')]).toEqual([200, 405]);
  });

  it('is 500 when there is no provider', async () => {
    const status = async (kind: Kind) => {
      const exporter = new kinds[kind]({ preventServerStart: true });
      open.push(() => exporter.shutdown());
      return (await fetch(await mounted(exporter))).status;
    };
    expect([await status('official'), await status('ours')]).toEqual([200, 500]);
  });
});

describe('the server', () => {
  const portOf = (exporter: Official) => (exporter as unknown as { _port: number })._port;

  it('on port 0 takes a free one', async () => {
    // Not started: it would take the port that the user did not ask for.
    expect(portOf(new Official({ port: 0, preventServerStart: true }))).toBe(9464);
    const line = await new Promise<string>((resolve) => {
      const exporter = new PrometheusExporter({ host: '127.0.0.1', port: 0, log: resolve });
      open.push(() => exporter.shutdown());
    });
    expect(line).toMatch(/^Metrics on http:\/\/127.0.0.1:[1-9]\d* /);
    expect(line).not.toContain(':9464');
  });

  it('refuses a port that is none', () => {
    const port = Number('no number');
    expect(portOf(new Official({ port, preventServerStart: true }))).toBe(9464);
    expect(() => new PrometheusExporter({ port })).toThrow(/NaN is no port/);
  });

  it('waits for a port that is taken, and calls back when it has it', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    open.push(() => blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const options = { host: '127.0.0.1', port };
    const error = await new Promise<unknown>((resolve) => {
      open.push(() => exporter.shutdown());
      const exporter = new Official(options, resolve as () => void);
    });
    expect(error).toMatchObject({ code: 'EADDRINUSE' });

    const callback = vi.fn();
    const line = await new Promise<string>((resolve) => {
      const exporter = new PrometheusExporter({ ...options, log: resolve }, callback);
      open.push(() => exporter.shutdown());
    });
    expect(line).toMatch(/is taken.*tried again/);
    expect(callback).not.toHaveBeenCalled();
  });

  it('can be started again after it was stopped', async () => {
    const served = async (kind: Kind) => {
      const reserved = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => reserved.once('listening', resolve));
      const { port } = reserved.address() as AddressInfo;
      await new Promise((resolve) => reserved.close(resolve));
      const exporter = new kinds[kind]({ host: '127.0.0.1', port, preventServerStart: true });
      open.push(() => exporter.shutdown());
      await exporter.startServer();
      await exporter.stopServer();
      await exporter.startServer();
      return fetch(`http://127.0.0.1:${port}/metrics`).then(
        () => true,
        () => false,
      );
    };
    expect([await served('official'), await served('ours')]).toEqual([false, true]);
  });
});
