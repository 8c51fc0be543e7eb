import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import grpc from '@grpc/grpc-js';
import Router from '@koa/router';
import fastify5 from 'fastify';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServerInstrumentationHandle, instrumentHttpServer } from '../src/index.js';
import { hasChannels } from '../src/server/http2.js';
import { until } from './client.js';
import { families, recording } from './recording.js';

let engine: ReturnType<typeof recording>;
let handle: HttpServerInstrumentationHandle;
let errors: unknown[];
const stops: (() => unknown)[] = [];

beforeEach(() => {
  engine = recording();
  errors = [];
  const onError = (error: unknown) => errors.push(error);
  handle = instrumentHttpServer({ meter: engine.meter, families, onError });
});

afterEach(async () => {
  handle.disable();
  for (const stop of stops.splice(0).reverse()) await stop();
  expect(errors).toEqual([]);
});

/** What was counted, once `count` requests were and none is in flight any more. */
async function counted(count: number): Promise<Record<string, number>> {
  const requests = () => engine.series('app.requests');
  const total = async () => Object.values(await requests()).reduce((sum, value) => sum + value, 0);
  await until(async () => (await total()) === count);
  await until(async () => ((await engine.series('app.active'))[''] ?? 0) === 0);
  return Object.fromEntries(
    Object.entries(await requests()).map(([labels, value]) => [
      labels.replaceAll(/\w+=/g, '').replaceAll(',', ' '),
      value,
    ]),
  );
}

async function listening(server: Pick<Http2Server, 'listen' | 'address' | 'close'>) {
  const sessions = new Set<{ destroy(): void }>();
  (server as Http2Server).on('session', (session) => {
    session.on('error', () => {});
    sessions.add(session);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  stops.push(() => {
    for (const session of sessions) session.destroy();
    return new Promise((resolve) => server.close(() => resolve(undefined)));
  });
  return (server.address() as AddressInfo).port;
}

function session(port: number, url = `http://127.0.0.1:${port}`, options = {}): ClientHttp2Session {
  const client = connect(url, options);
  client.on('error', () => {});
  stops.push(() => client.destroy());
  return client;
}

/** Sends one request and waits until its stream is closed. */
async function send(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  use: (stream: ClientHttp2Stream) => void = (stream) => stream.end(),
): Promise<void> {
  const stream = client.request(headers, { endStream: false });
  stream.on('error', () => {});
  stream.resume();
  use(stream);
  await new Promise((resolve) => stream.on('close', resolve));
}

/** Answers by the path, through the stream API. */
function answer(stream: ServerHttp2Stream, path: string): void {
  stream.on('error', () => {});
  if (path === '/silent') return;
  if (path === '/reset') {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  stream.respond({ ':status': path === '/missing' ? 404 : path === '/tunnel' ? 200 : 201 });
  if (path === '/tunnel') return;
  if (path === '/endless') stream.write('first');
  else if (path === '/breaks') stream.destroy(new Error('broken'));
  else if (path === '/pushes') {
    stream.pushStream({ ':path': '/pushed' }, (_error, pushed) => {
      pushed.respond({ ':status': 200 });
      pushed.end('pushed');
      stream.end('pushing');
    });
  } else stream.end('ok');
}

const apis: [string, () => Http2Server][] = [
  [
    'the stream API',
    () =>
      createServer().on('stream', (stream, headers) => answer(stream, headers[':path'] as string)),
  ],
  [
    'the compatibility API',
    () => createServer((request, response) => answer(response.stream, request.url)),
  ],
];

describe.each(apis)('a server of %s', (_name, create) => {
  it.each<[string, OutgoingHttpHeaders, ((stream: ClientHttp2Stream) => void) | undefined, string]>(
    [
      ['an answer', { ':path': '/users/42?x=1' }, undefined, 'GET /users/:id 201'],
      ['HEAD', { ':path': '/', ':method': 'HEAD' }, undefined, 'HEAD / 201'],
      ['a POST', { ':path': '/', ':method': 'POST' }, (stream) => stream.end('body'), 'POST / 201'],
      ['what is not found', { ':path': '/missing' }, undefined, 'GET unmatched 404'],
      [
        'a request that the client resets',
        { ':path': '/silent' },
        (stream) => setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), 30),
        'GET /silent 499',
      ],
      [
        'a response that the client resets',
        { ':path': '/endless' },
        (stream) => stream.once('data', () => stream.close(constants.NGHTTP2_CANCEL)),
        'GET /endless 201',
      ],
      ['a request that the server resets', { ':path': '/reset' }, undefined, 'GET /reset 499'],
      ['a response that breaks', { ':path': '/breaks' }, undefined, 'GET /breaks 201'],
      [
        'a body that is never finished',
        { ':path': '/', ':method': 'PUT' },
        (stream) => stream.write('half'),
        'PUT / 201',
      ],
      ['pushes, which nobody asked for,', { ':path': '/pushes' }, undefined, 'GET /pushes 201'],
    ],
  )('%s: counted once, and no request stays in flight', async (_what, headers, use, expected) => {
    const port = await listening(create());
    await send(session(port), headers, use);
    expect(await counted(1)).toEqual({ [expected]: 1 });
  });

  it('many at once on one connection, each by its own', async () => {
    const client = session(await listening(create()));
    await Promise.all(
      ['/a', '/b', '/a', '/missing'].map((path) => send(client, { ':path': path })),
    );
    expect(await counted(4)).toEqual({ 'GET /a 201': 2, 'GET /b 201': 1, 'GET unmatched 404': 1 });
  });

  it('a connection that is lost ends all its requests', async () => {
    const client = session(await listening(create()));
    const sent = [send(client, { ':path': '/silent' }), send(client, { ':path': '/endless' })];
    await until(async () => (await engine.series('app.active'))[''] === 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.destroy();
    await Promise.all(sent);
    expect(await counted(2)).toEqual({ 'GET /silent 499': 1, 'GET /endless 201': 1 });
  });
});

it('gRPC is not counted as HTTP, gRPC-Web is', async () => {
  const server = createServer().on('stream', (stream, headers) =>
    answer(stream, String(headers[':path'])),
  );
  const client = session(await listening(server));
  for (const type of ['application/grpc', 'application/grpc+proto', 'application/grpc-web']) {
    await send(client, { ':path': '/shop.Orders/Get', ':method': 'POST', 'content-type': type });
  }
  expect(await counted(1)).toEqual({ 'POST /shop.Orders/Get 201': 1 });

  const calls = new grpc.Server();
  const same = (value: Buffer) => value;
  const method = {
    path: '/shop.Orders/Get',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  calls.addService(
    { get: method },
    { get: (_call: unknown, done: grpc.sendUnaryData<Buffer>) => done(null, Buffer.from('1')) },
  );
  const port = await new Promise<number>((resolve) =>
    calls.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, bound) =>
      resolve(bound),
    ),
  );
  const caller = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  await new Promise((resolve) =>
    caller.makeUnaryRequest(method.path, same, same, Buffer.from('0'), resolve),
  );
  caller.close();
  calls.forceShutdown();
  expect(await counted(1)).toEqual({ 'POST /shop.Orders/Get 201': 1 });
});

it('a WebSocket over HTTP/2 is counted when it is answered, and is no request in flight', async () => {
  const server = createServer({ settings: { enableConnectProtocol: true } });
  server.on('stream', (stream, headers) => answer(stream, headers[':path'] as string));
  const client = session(await listening(server));
  await once(client, 'remoteSettings');
  const stream = client.request(
    { ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/tunnel' },
    { endStream: false },
  );
  await once(stream, 'response');
  if (hasChannels(process.versions.node)) {
    expect(await counted(1)).toEqual({ 'CONNECT /tunnel 200': 1 });
  }
  stream.close();
  await once(stream, 'close');
  expect(await counted(1)).toEqual({ 'CONNECT /tunnel 200': 1 });
});

it('TLS is told from plain text, and HTTP/1 from HTTP/2 on the same port', async () => {
  handle.disable();
  handle = instrumentHttpServer({ meter: engine.meter });
  const psk = Buffer.from('d731ef57be09e5204f0b205b60627028', 'hex');
  const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
  const server = createSecureServer(
    { ...tls, allowHTTP1: true, pskCallback: () => psk },
    (_request, response) => void response.end('ok'),
  );
  const port = await listening(server as unknown as Http2Server);
  const options = {
    ...tls,
    pskCallback: () => ({ psk, identity: 'test' }),
    checkServerIdentity: () => undefined,
  };
  await send(session(port, `https://127.0.0.1:${port}`, options), { ':path': '/two' });
  const old = tlsRequest({
    ...options,
    host: '127.0.0.1',
    port,
    path: '/one',
    agent: false,
  } as never);
  old.end();
  const [response] = await once(old, 'response');
  response.resume();
  await once(old, 'close');
  const duration = () => engine.series('http.server.request.duration');
  await until(async () => Object.keys(await duration()).length === 2);
  const common = 'http.response.status_code=200,url.scheme=https,network.protocol.version';
  expect(await duration()).toEqual({
    [`http.request.method=GET,http.route=/two,${common}=2`]: 1,
    [`http.request.method=GET,http.route=/one,${common}=1.1`]: 1,
  });
});

describe('routes over HTTP/2', () => {
  it('of Fastify', async () => {
    const app = fastify5({ http2: true });
    app.get('/users/:id', async () => 'user');
    await app.listen({ port: 0, host: '127.0.0.1' });
    stops.push(() => app.close());
    const client = session((app.server.address() as AddressInfo).port);
    await Promise.all(
      ['/users/7', '/users/ada', '/nowhere'].map((path) => send(client, { ':path': path })),
    );
    client.close();
    expect(await counted(3)).toEqual({ 'GET /users/:id 200': 2, 'GET unmatched 404': 1 });
  });

  it('of Koa', async () => {
    const app = new Koa();
    const router = new Router();
    router.get('/users/:id', (context) => {
      context.body = 'user';
    });
    app.use(router.routes());
    const client = session(await listening(createServer(app.callback())));
    await Promise.all(
      ['/users/7', '/users/ada', '/nowhere'].map((path) => send(client, { ':path': path })),
    );
    expect(await counted(3)).toEqual({ 'GET /users/:id 200': 2, 'GET unmatched 404': 1 });
  });
});

it('disable() stops recording, lets the active count go back, and leaves no listener behind', async () => {
  const server = createServer().on('stream', (stream, headers) =>
    answer(stream, String(headers[':path'])),
  );
  const listeners = server.listenerCount('stream');
  const client = session(await listening(server));
  const sent = send(client, { ':path': '/silent' }, (stream) =>
    setTimeout(() => stream.close(), 100),
  );
  await until(async () => (await engine.series('app.active'))[''] === 1);
  handle.disable();
  await sent;
  await until(async () => (await engine.series('app.active'))[''] === 0);
  await send(client, { ':path': '/' });
  expect(await engine.series('app.requests')).toEqual({});
  expect(server.listenerCount('stream')).toBe(listeners);
});
