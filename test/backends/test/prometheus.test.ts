import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  PrometheusApiError,
  type PrometheusServer,
  prometheus,
  StartFailedError,
  startPrometheus,
  waitFor,
} from '../src/index.ts';
import { describeWithBackend } from '../src/vitest.ts';

const EXPOSITION = `# HELP jobs_total Jobs done.
# TYPE jobs_total counter
jobs_total{kind="a"} 3
jobs_total{kind="b"} 4
# TYPE limit gauge
limit +Inf
`;

describeWithBackend('a real Prometheus', prometheus, () => {
  let target: HttpServer;
  let server: PrometheusServer;

  beforeAll(async () => {
    target = createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(EXPOSITION);
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const { port } = target.address() as AddressInfo;
    server = await startPrometheus({
      jobs: [{ name: 'tiny', targets: [`127.0.0.1:${port}`], labels: { team: 'us' } }],
    });
    await server.waitForTargets();
  });

  afterAll(async () => {
    await server?.stop();
    target?.close();
  });

  it('scrapes a server and answers a query', async () => {
    const samples = await server.query('sum by (team) (jobs_total)');
    expect(samples).toMatchObject([{ metric: { team: 'us' }, value: 7 }]);
  });

  it('gives infinities as numbers', async () => {
    const [sample] = await server.query('limit');
    expect(sample?.value).toBe(Number.POSITIVE_INFINITY);
  });

  it('answers a scalar with one sample without labels', async () => {
    expect(await server.query('scalar(vector(2))')).toMatchObject([{ metric: {}, value: 2 }]);
  });

  it('answers about targets, series, ranges and metadata', async () => {
    expect(await server.targets()).toMatchObject([{ job: 'tiny', health: 'up', lastError: '' }]);
    const series = await server.series('jobs_total{kind="a"}', 'limit');
    expect(series.map(({ __name__ }) => __name__).sort()).toEqual(['jobs_total', 'limit']);
    const now = Date.now() / 1000;
    const [range] = await server.queryRange('jobs_total{kind="b"}', {
      start: new Date((now - 5) * 1000),
      end: now + 5,
      step: 1,
    });
    expect(new Set(range?.values.map(([, value]) => value))).toEqual(new Set([4]));
    const metadata = await waitFor(async () => (await server.metadata())['jobs_total'], {
      what: 'metadata',
    });
    expect(metadata).toMatchObject([{ type: 'counter', help: 'Jobs done.' }]);
  });

  it('puts the query into the message of an error', async () => {
    const error = await server.query('sum(').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PrometheusApiError);
    expect(error).toMatchObject({ code: 'PROMETHEUS_API', status: 400, errorType: 'bad_data' });
    expect((error as Error).message).toContain('for sum(: 400 bad_data');
  });

  it('refuses a result that has no single value for each series', async () => {
    await expect(server.query('jobs_total[5m]')).rejects.toThrow('its result is a matrix');
  });

  it('says what is wrong with a configuration', async () => {
    const broken = startPrometheus({ config: 'scrape_configs: 3' });
    await expect(broken).rejects.toThrow(StartFailedError);
    await expect(broken).rejects.toThrow(/ended with exit code \d[\s\S]*cannot unmarshal/);
  });

  it('refuses a whole configuration together with parts of one', async () => {
    await expect(startPrometheus({ config: '{}', jobs: [] })).rejects.toThrow(TypeError);
  });

  it('is gone after stop, with its data', async () => {
    const short = await startPrometheus();
    expect(existsSync(short.folder)).toBe(true);
    await Promise.all([short.stop(), short.stop()]);
    expect(existsSync(short.folder)).toBe(false);
    await expect(short.query('1')).rejects.toThrow('ECONNREFUSED');
  });
});
