import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PrometheusApiError, PrometheusClient } from '../src/index.js';
import { certificate } from './support/certificate.js';
import {
  json,
  page,
  type Script,
  type ScriptedPrometheus,
  silent,
  startScripted,
  value,
} from './support/scripted.js';

let prometheus: ScriptedPrometheus;

afterEach(() => prometheus?.close());

async function over(script: Script, options = {}) {
  prometheus = await startScripted(script);
  return new PrometheusClient({ url: prometheus.url, ...options });
}

const ok = (data: unknown) => json({ status: 'success', data });

describe('a client', () => {
  it('asks for a value', async () => {
    const client = await over(value('1e+06'));
    const result = await client.query('up', { time: 12.5, timeoutMillis: 900 });
    expect(result).toEqual({
      type: 'vector',
      samples: [{ labels: {}, time: 1_700_000_000, value: '1e+06' }],
      skipped: 0,
    });
    const { path, parameters } = prometheus.calls[0]!;
    expect(path).toBe('/api/v1/query');
    expect(Object.fromEntries(parameters)).toEqual({ query: 'up', time: '12.5', timeout: '900ms' });
  });

  it.each([
    [
      { resultType: 'scalar', result: [1, '+Inf'] },
      { type: 'scalar', time: 1, value: '+Inf' },
    ],
    [
      { resultType: 'string', result: [1, 'x'] },
      { type: 'string', time: 1, value: 'x' },
    ],
  ])('reads %j', async (data, result) => {
    expect(await (await over(ok(data))).query('1')).toEqual(result);
  });

  it('asks for a range', async () => {
    const client = await over(
      ok({ resultType: 'matrix', result: [{ metric: { a: 'b' }, values: [[1, 'NaN']] }] }),
    );
    const range = { start: new Date(1_000), end: 60, step: 15 };
    expect(await client.queryRange('up', range)).toEqual({
      type: 'matrix',
      series: [{ labels: { a: 'b' }, values: [[1, 'NaN']] }],
      skipped: 0,
    });
    expect(Object.fromEntries(prometheus.calls[0]!.parameters)).toMatchObject({
      start: '1',
      end: '60',
      step: '15',
    });
  });

  it('asks for series, labels, values and metadata', async () => {
    const client = await over(ok([{ __name__: 'up' }]));
    expect(await client.series({ match: ['up', 'down'] })).toEqual([{ __name__: 'up' }]);
    prometheus.script = ok(['job']);
    expect(await client.labels()).toEqual(['job']);
    expect(await client.labelValues('a/b', { start: 1 })).toEqual(['job']);
    prometheus.script = ok({ up: [{ type: 'gauge', help: 'Up.', unit: '' }] });
    expect(await client.metadata({ metric: 'up' })).toHaveProperty('up');
    expect(prometheus.calls.map(({ path }) => path)).toEqual([
      '/api/v1/series',
      '/api/v1/labels',
      '/api/v1/label/a%2Fb/values',
      '/api/v1/metadata',
    ]);
    expect(prometheus.calls[0]!.parameters.getAll('match[]')).toEqual(['up', 'down']);
  });

  it('keeps the path before /api', async () => {
    prometheus = await startScripted(value('1'));
    await new PrometheusClient({ url: `${prometheus.url}/prom/` }).query('up');
    expect(prometheus.calls[0]!.path).toBe('/prom/api/v1/query');
  });

  it.each([
    ['a token', { bearerToken: 'abc\n' }, 'Bearer abc'],
    ['a token that rotates', { bearerToken: async () => 'new' }, 'Bearer new'],
    ['a user', { basicAuth: { username: 'a', password: 'b' } }, 'Basic YTpi'],
  ])('shows who it is with %s', async (_name, options, header) => {
    const client = await over(value('1'), options);
    await client.query('up');
    expect(prometheus.calls[0]!.headers.authorization).toBe(header);
  });

  it('takes user and password from the URL, and shows neither', async () => {
    prometheus = await startScripted(value('1'));
    const url = prometheus.url.replace('//', '//a:b%20c@');
    const client = new PrometheusClient({ url });
    await client.query('up');
    expect(prometheus.calls[0]!.headers.authorization).toBe('Basic YTpiIGM=');
    expect(client.url).toBe(prometheus.url);
  });

  it('keeps its connections', async () => {
    const client = await over(value('1'));
    for (let call = 0; call < 20; call += 1) await client.query('up');
    // A second one when the first is not yet back from the call before.
    expect(prometheus.connections).toBeLessThanOrEqual(2);
  });

  it('can be told to give up', async () => {
    const client = await over(silent);
    const abort = new AbortController();
    const asking = client.query('up', { signal: abort.signal });
    await expect.poll(() => prometheus.calls.length).toBe(1);
    abort.abort();
    await expect(asking).rejects.toMatchObject({ code: 'OBS_PROMAPI_ABORTED' });
  });

  it('does not follow a redirect with its credentials', async () => {
    const client = await over(
      (_call, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      { bearerToken: 'abc' },
    );
    await expect(client.query('up')).rejects.toMatchObject({ code: 'OBS_PROMAPI_REDIRECTED' });
    expect(prometheus.calls).toHaveLength(1);
  });

  it('counts bytes after decompression', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
    const client = await over(
      (_call, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      },
      { maxResponseBytes: 100_000 },
    );
    await expect(client.query('up')).rejects.toMatchObject({ code: 'OBS_PROMAPI_TOO_LARGE' });
  });

  it('reads PROMETHEUS_URL when no URL is given', async () => {
    process.env['PROMETHEUS_URL'] = 'http://from-env:1234/x';
    try {
      expect(new PrometheusClient().url).toBe('http://from-env:1234/x');
    } finally {
      delete process.env['PROMETHEUS_URL'];
    }
    expect(new PrometheusClient().url).toBe('http://prometheus:9090');
  });

  it.each([
    ['no URL', { url: 'prometheus:9090' }],
    ['a URL that is none', { url: 'http://' }],
    ['a timeout of nothing', { timeoutMillis: 0 }],
    ['two identities', { bearerToken: 'a', basicAuth: { username: 'b', password: 'c' } }],
  ])('refuses %s', (_name, options) => {
    expect(() => new PrometheusClient(options)).toThrow(
      expect.objectContaining({ code: 'OBS_PROMAPI_INVALID_OPTION' }),
    );
  });

  it('throws errors of one class', async () => {
    const client = await over(page(500, 'text/plain', 'boom'));
    const error = await client.query('up').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PrometheusApiError);
    expect(error).toMatchObject({ code: 'OBS_PROMAPI_UNEXPECTED_STATUS', status: 500 });
  });
});

describe('a client over TLS', () => {
  const { key, cert } = certificate;

  async function secure(requestCert: boolean) {
    const server = createServer({ key, cert, ca: cert, requestCert }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const data = { resultType: 'scalar', result: [1, '1'] };
      response.end(JSON.stringify({ status: 'success', data }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const close = () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    };
    return { url, close };
  }

  it('trusts the authority that it is given, and no other', async () => {
    const server = await secure(false);
    const trusting = new PrometheusClient({ url: server.url, tls: { ca: cert } });
    expect(await trusting.query('1')).toMatchObject({ value: '1' });
    const strict = new PrometheusClient({ url: server.url });
    await expect(strict.query('1')).rejects.toMatchObject({ code: 'OBS_PROMAPI_UNREACHABLE' });
    await server.close();
  });

  it('shows its own certificate', async () => {
    const server = await secure(true);
    const tls = { ca: cert, cert, key };
    expect(await new PrometheusClient({ url: server.url, tls }).query('1')).toMatchObject({
      value: '1',
    });
    await expect(
      new PrometheusClient({ url: server.url, tls: { ca: cert } }).query('1'),
    ).rejects.toMatchObject({ code: 'OBS_PROMAPI_UNREACHABLE' });
    await server.close();
  });
});
