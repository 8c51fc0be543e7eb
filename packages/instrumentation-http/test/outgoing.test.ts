import { once } from 'node:events';
import http, { Agent, createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import undici from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type HttpClientInstrumentationHandle, instrumentHttpClient } from '../src/index.js';
import { close, listen, until } from './client.js';
import { clientFamilies, recording } from './recording.js';

const sockets = new Set<Socket>();
let server: Server;
let origin: string;
let port: number;
let handle: HttpClientInstrumentationHandle;
let engine: ReturnType<typeof recording>;
let errors: unknown[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname === '/silent') return;
    if (pathname === '/drops') {
      request.socket.destroy();
      return;
    }
    if (pathname === '/half') {
      response.write('half');
      setTimeout(() => response.destroy(), 5);
      return;
    }
    if (pathname === '/endless') {
      response.write('first');
      return;
    }
    if (pathname === '/moved') response.setHeader('location', '/');
    response.statusCode = Number(searchParams.get('status') ?? 200);
    request.resume().on('end', () => response.end('ok'));
  });
  server.on('upgrade', (request, socket) => {
    if (request.url === '/refused')
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    else
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    socket.on('end', () => socket.end());
  });
  server.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('end', () => socket.end());
  });
  server.on('connection', (socket) => sockets.add(socket));
  port = await listen(server);
  origin = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy(); // Upgraded ones are no connections of the server.
  await close(server);
});

beforeEach(() => {
  engine = recording();
  errors = [];
  const onError = (error: unknown) => errors.push(error);
  handle = instrumentHttpClient({ meter: engine.meter, families: clientFamilies, onError });
});

afterEach(() => {
  handle.disable();
  expect(errors).toEqual([]);
});

const total = async () =>
  Object.values(await engine.series('out.requests')).reduce((sum, value) => sum + value, 0);

/** What was counted, once `count` requests were: method, address, port as `P`, code, error. */
async function counted(count: number): Promise<Record<string, number>> {
  await until(async () => (await total()) === count);
  expect(Object.values(await engine.series('out.active')).every((value) => value === 0)).toBe(true);
  return Object.fromEntries(
    Object.entries(await engine.series('out.requests')).map(([labels, value]) => [
      labels.replace(`port=${port}`, 'port=P').replaceAll(/\w+=/g, '').replaceAll(',', ' '),
      value,
    ]),
  );
}

/** Sends with node:http and waits for the end of it, whatever it is. */
async function send(
  options: http.RequestOptions,
  use: (request: http.ClientRequest) => void = () => {},
): Promise<void> {
  const request = http.request({ host: '127.0.0.1', port, agent: false, ...options });
  request.on('error', () => {});
  request.on('response', (response: IncomingMessage) => {
    response.on('error', () => {});
    response.resume();
  });
  use(request);
  const closed = new Promise((resolve) => request.on('close', resolve));
  request.end();
  await closed;
}

describe('node:http', () => {
  it.each<
    [string, http.RequestOptions, ((request: http.ClientRequest) => void) | undefined, string]
  >([
    ['an answer', {}, undefined, 'GET 127.0.0.1 P 200'],
    ['a POST', { method: 'POST' }, (request) => request.write('x'), 'POST 127.0.0.1 P 200'],
    ['a status that is an error', { path: '/?status=404' }, undefined, 'GET 127.0.0.1 P 404 404'],
    ['one of the server', { path: '/?status=503' }, undefined, 'GET 127.0.0.1 P 503 503'],
    ['a method that nobody knows', { method: 'PROPFIND' }, undefined, '_OTHER 127.0.0.1 P 200'],
    ['nobody who listens', { port: 1 }, undefined, 'GET 127.0.0.1 1 0 ECONNREFUSED'],
    [
      'a name that is none',
      { host: 'no.such.invalid' },
      undefined,
      'GET no.such.invalid P 0 ENOTFOUND',
    ],
    ['a connection that is dropped', { path: '/drops' }, undefined, 'GET 127.0.0.1 P 0 ECONNRESET'],
    ['a response that breaks off', { path: '/half' }, undefined, 'GET 127.0.0.1 P 200 ECONNRESET'],
    [
      'an abort',
      { path: '/silent', signal: AbortSignal.timeout(1e6) },
      (request) => setTimeout(() => request.destroy(), 10),
      'GET 127.0.0.1 P 0 ECONNRESET',
    ],
    [
      'its own error',
      { path: '/silent' },
      (request) => setTimeout(() => request.destroy(new RangeError('mine')), 10),
      'GET 127.0.0.1 P 0 RangeError',
    ],
    [
      'a header of another host',
      { headers: { host: 'shop.example' } },
      undefined,
      'GET 127.0.0.1 P 200',
    ],
    [
      'headers in a list',
      { headers: ['Host', 'shop.example:1'] as never },
      undefined,
      'GET 127.0.0.1 P 200',
    ],
    [
      'Expect: 100-continue',
      { method: 'POST', headers: { expect: '100-continue' } },
      (request) => request.write('x'),
      'POST 127.0.0.1 P 200',
    ],
    [
      'an upgrade',
      { path: '/', headers: { connection: 'upgrade', upgrade: 'x' } },
      (request) => request.on('upgrade', (_response, socket) => socket.end()),
      'GET 127.0.0.1 P 101',
    ],
    [
      'an upgrade that is refused',
      { path: '/refused', headers: { connection: 'upgrade', upgrade: 'x' } },
      undefined,
      'GET 127.0.0.1 P 403 403',
    ],
    [
      'CONNECT',
      { method: 'CONNECT', path: 'shop.example:443' },
      (request) => request.on('connect', (_response, socket) => socket.end()),
      'CONNECT 127.0.0.1 P 200',
    ],
    [
      'nobody who listens for the response',
      {},
      (request) => request.removeAllListeners('response'),
      'GET 127.0.0.1 P 200',
    ],
  ])('%s is counted once', async (_what, options, use, expected) => {
    await send(options, use);
    expect(await counted(1)).toEqual({ [expected]: 1 });
  });

  it('a deadline is told from an abort', async () => {
    await send({ path: '/silent', signal: AbortSignal.timeout(10) });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    await send({ path: '/silent', signal: controller.signal });
    expect(await counted(2)).toEqual({
      'GET 127.0.0.1 P 0 TimeoutError': 1,
      'GET 127.0.0.1 P 0 AbortError': 1,
    });
  });

  it('every request of a connection that is kept alive is counted', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i += 1) await send({ agent });
    agent.destroy();
    expect(await counted(3)).toEqual({ 'GET 127.0.0.1 P 200': 3 });
  });

  it('a Unix socket is the address', async () => {
    const path = join(tmpdir(), `obs-${process.pid}.sock`);
    const local = createServer((_request, response) => response.end());
    await once(local.listen(path), 'listening');
    await send({ socketPath: path, port: undefined });
    expect(await engine.series('out.requests')).toEqual({
      [`method=GET,address=${path},code=200`]: 1,
    });
    await close(local);
  });

  it('a WebSocket of ws is counted as 101 and is no request in flight', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    socket.on('error', () => {});
    expect(await counted(1)).toEqual({ 'GET 127.0.0.1 P 101': 1 });
    socket.terminate();
  });

  it('https is told from http', async () => {
    const psk = Buffer.from('d731ef57be09e5204f0b205b60627028', 'hex');
    const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
    const secure = createTlsServer({ ...tls, pskCallback: () => psk }, (_request, response) =>
      response.end('ok'),
    );
    const securePort = await listen(secure);
    handle.disable();
    handle = instrumentHttpClient({ meter: engine.meter });
    const { request } = await import('node:https');
    const sent = request({
      ...tls,
      host: '127.0.0.1',
      port: securePort,
      pskCallback: () => ({ psk, identity: 'test' }),
      checkServerIdentity: () => undefined,
    } as never).end();
    const [response] = await once(sent, 'response');
    response.resume();
    await once(sent, 'close');
    expect(await engine.series('http.client.request.duration')).toEqual({
      [`http.request.method=GET,server.address=127.0.0.1,server.port=${securePort},http.response.status_code=200,url.scheme=https,network.protocol.version=1.1`]: 1,
    });
    await close(secure);
  });
});

describe.each([
  ['fetch', fetch],
  ['fetch of npm’s undici', undici.fetch as unknown as typeof fetch],
])('%s', (_name, send) => {
  it.each<[string, () => Promise<unknown>, Record<string, number>]>([
    ['an answer', async () => (await send(origin)).text(), { 'GET 127.0.0.1 P 200': 1 }],
    [
      'a POST',
      async () => (await send(origin, { method: 'POST', body: 'x' })).text(),
      { 'POST 127.0.0.1 P 200': 1 },
    ],
    [
      'HEAD',
      async () => (await send(origin, { method: 'HEAD' })).text(),
      { 'HEAD 127.0.0.1 P 200': 1 },
    ],
    [
      'a status that is an error',
      async () => (await send(`${origin}/?status=500`)).text(),
      { 'GET 127.0.0.1 P 500 500': 1 },
    ],
    [
      'a redirect and its target',
      async () => (await send(`${origin}/moved?status=302`)).text(),
      { 'GET 127.0.0.1 P 302': 1, 'GET 127.0.0.1 P 200': 1 },
    ],
    [
      'a redirect alone',
      async () => (await send(`${origin}/moved?status=301`, { redirect: 'manual' })).text(),
      { 'GET 127.0.0.1 P 301': 1 },
    ],
    [
      'nobody who listens',
      async () => send('http://127.0.0.1:8'),
      { 'GET 127.0.0.1 8 0 ECONNREFUSED': 1 },
    ],
    [
      'a name that is none',
      async () => send('http://no.such.invalid'),
      { 'GET no.such.invalid 80 0 ENOTFOUND': 1 },
    ],
    [
      'a connection that is dropped',
      async () => send(`${origin}/drops`),
      { 'GET 127.0.0.1 P 0 UND_ERR_SOCKET': 1 },
    ],
    [
      'a response that breaks off',
      async () => (await send(`${origin}/half`)).text(),
      { 'GET 127.0.0.1 P 200 UND_ERR_SOCKET': 1 },
    ],
    [
      'a deadline',
      async () => send(`${origin}/silent`, { signal: AbortSignal.timeout(200) }),
      { 'GET 127.0.0.1 P 0 TimeoutError': 1 },
    ],
    [
      'a body that is cancelled',
      async () => (await send(`${origin}/endless`)).body?.cancel(),
      { 'GET 127.0.0.1 P 200 AbortError': 1 },
    ],
  ])('%s is counted', async (_what, ask, expected) => {
    await ask().catch(() => {});
    expect(await counted(Object.keys(expected).length)).toEqual(expected);
  });
});

it('undici.request is counted, and its own connection pools', async () => {
  await (await undici.request(origin)).body.dump();
  const client = new undici.Client(origin);
  await (await client.request({ path: '/?status=204', method: 'DELETE' })).body.dump();
  await client.close();
  expect(await counted(2)).toEqual({ 'GET 127.0.0.1 P 200': 1, 'DELETE 127.0.0.1 P 204': 1 });
});

it('a WebSocket of the platform is no request in flight, and is counted when it is refused', async () => {
  const refused = new globalThis.WebSocket(`ws://127.0.0.1:${port}/refused`);
  refused.onerror = () => {};
  expect(await counted(1)).toEqual({ 'GET 127.0.0.1 P 403 403': 1 });
});

it('an export of telemetry is not counted', async () => {
  const bodies: number[] = [];
  const collector = createServer((request, response) => {
    request
      .on('data', (chunk: Buffer) => bodies.push(chunk.length))
      .on('end', () => response.end());
  });
  const collectorPort = await listen(collector);
  const exporter = new OTLPMetricExporter({ url: `http://127.0.0.1:${collectorPort}/v1/metrics` });
  await (await fetch(origin)).text();
  await counted(1);
  const metrics = await engine.everything();
  await new Promise((resolve) => exporter.export(metrics, resolve));
  expect(bodies.length).toBeGreaterThan(0);
  await fetch(origin, { headers: { 'User-Agent': 'OTel-OTLP-Exporter-JavaScript/0.300.0' } });
  await (await fetch(origin)).text();
  expect(await counted(2)).toEqual({ 'GET 127.0.0.1 P 200': 2 });
  await exporter.shutdown();
  await close(collector);
});

it('servers past the limit share one address', async () => {
  handle.disable();
  handle = instrumentHttpClient({ meter: engine.meter, families: clientFamilies, maxServers: 1 });
  await (await fetch(origin)).text();
  for (const name of ['a', 'b', 'c']) await send({ host: `${name}.invalid` });
  await fetch('http://d.invalid').catch(() => {});
  expect(await counted(5)).toEqual({
    'GET 127.0.0.1 P 200': 1,
    'GET _OTHER 0 ENOTFOUND': 4,
  });
});

it('kinds of errors past a limit share one value', async () => {
  const silent = createTcpServer();
  const open = new Set<Socket>();
  silent.on('connection', (socket) => open.add(socket));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port: silentPort } = silent.address() as AddressInfo;
  for (let i = 0; i < 60; i += 1) {
    await send({ port: silentPort }, (request) =>
      request.destroy(Object.assign(new Error('x'), { code: `E${i}` })),
    );
  }
  const kinds = Object.keys(await engine.series('out.requests'));
  expect(kinds.length).toBe(49);
  expect(kinds.at(-1)).toContain('error=_OTHER');
  for (const socket of open) socket.destroy();
  silent.close();
});

it('disable() stops recording and lets the active count go back', async () => {
  const active = async () =>
    Object.values(await engine.series('out.active')).reduce((sum, value) => sum + value, 0);
  const controller = new AbortController();
  const { signal } = controller;
  const sent = [
    fetch(`${origin}/silent`, { signal }).catch(() => {}),
    send({ path: '/silent', signal }),
  ];
  await until(async () => (await active()) === 2);
  handle.disable();
  handle.disable();
  controller.abort();
  await Promise.all(sent);
  await until(async () => (await active()) === 0);
  await (await fetch(origin)).text();
  expect(await engine.series('out.requests')).toEqual({});
});
