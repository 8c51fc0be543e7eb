import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { inspect } from 'node:util';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setHttpRoute, traceHttpServer } from '../src/index.js';

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);

let handle: { disable(): void };
let server: Server;
let errors: unknown[];

beforeEach(() => {
  exporter.reset();
  errors = [];
  handle = traceHttpServer({ onError: (error) => errors.push(error) });
});
afterEach(async () => {
  handle.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(errors).toEqual([]);
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(handler: Handler): Promise<string> {
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function spans(count: number): Promise<ReadableSpan[]> {
  await expect.poll(() => exporter.getFinishedSpans().length).toBe(count);
  return exporter.getFinishedSpans();
}

/** Writes to the server as it is, and gives what it answers. */
async function raw(text: string, answers = 1): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (data) => {
    answer += data;
  });
  socket.write(text);
  await expect.poll(() => answer.split('HTTP/1.1 ').length - 1).toBe(answers);
  socket.destroy();
  return answer;
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('a server span', () => {
  it('says what the semantic conventions ask for, and no query', async () => {
    const url = await serve((_request, response) => response.end('hello'));
    await (await fetch(`${url}/users/42?token=secret`, { headers: { cookie: 'a=b' } })).text();
    const [span] = (await spans(1)) as [ReadableSpan];
    const { port } = server.address() as AddressInfo;
    expect(span.name).toBe('GET /users/:id');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/users/:id',
      'url.path': '/users/42',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': port,
      'client.address': '127.0.0.1',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': expect.any(Number),
      'network.protocol.version': '1.1',
      'user_agent.original': 'node',
    });
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'X-Forwarded-Host: shop.example:8443',
      { 'server.address': 'shop.example', 'server.port': 8443 },
    ],
    ['X-Forwarded-Host: a.example, b.example', { 'server.address': 'a.example' }],
    ['X-Forwarded-Proto: https', { 'url.scheme': 'https' }],
    ['X-Forwarded-Proto: javascript', { 'url.scheme': 'http' }],
    ['X-Forwarded-For: 203.0.113.7, 10.0.0.1', { 'client.address': '203.0.113.7' }],
    ['Host: [::1]:80', { 'server.address': '[::1]', 'server.port': 80 }],
    ['Host: [::1]', { 'server.address': '[::1]' }],
    ['Host: shop', { 'server.address': 'shop' }],
  ])('under %s has %j', async (header, expected) => {
    await serve((_request, response) => response.end());
    const host = header.startsWith('Host') ? '' : 'Host: x\r\n';
    await raw(`GET / HTTP/1.1\r\n${host}${header}\r\n\r\n`);
    expect((await spans(1))[0]?.attributes).toMatchObject(expected);
  });

  it.each([
    ['http://elsewhere.example/a/b?c=d', '/a/b'],
    ['/a#b', '/a'],
    ['*', '*'],
  ])('of the target %s has the path %s', async (target, path) => {
    await serve((_request, response) => response.end());
    await raw(`OPTIONS ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect((await spans(1))[0]?.attributes['url.path']).toBe(path);
  });

  it('is named by the method alone when no route is known, and HTTP when the method is not', async () => {
    const url = await serve((request, response) => {
      setHttpRoute(request, null);
      response.end();
    });
    await (await fetch(`${url}/x`)).text();
    await raw('PROPFIND /x HTTP/1.1\r\nHost: x\r\n\r\n');
    const [get, other] = await spans(2);
    expect(get?.name).toBe('GET');
    expect(get?.attributes).not.toHaveProperty('http.route');
    expect(other?.name).toBe('HTTP');
    expect(other?.attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
    });
  });

  it.each([
    [500, SpanStatusCode.ERROR, '500'],
    [503, SpanStatusCode.ERROR, '503'],
    [404, SpanStatusCode.UNSET, undefined],
  ])('of a %i has the status %i', async (status, code, type) => {
    const url = await serve((_request, response) => response.writeHead(status).end());
    await (await fetch(url)).text();
    const [span] = await spans(1);
    expect(span?.status.code).toBe(code);
    expect(span?.attributes['error.type']).toBe(type);
    expect(span?.attributes['http.response.status_code']).toBe(status);
  });

  it('of a client that leaves is an error, without a status that nobody got', async () => {
    const url = await serve(() => {});
    const leaving = new AbortController();
    const gone = fetch(url, { signal: leaving.signal }).catch(() => {});
    await once(server, 'request');
    leaving.abort();
    await gone;
    const [span] = await spans(1);
    expect(span?.attributes['error.type']).toBe('aborted');
    expect(span?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('ends once for each pipelined request, each with its own parent', async () => {
    await serve((_request, response) => setTimeout(() => response.end(), 5));
    const request = (id: string) =>
      `GET /${id} HTTP/1.1\r\nHost: x\r\ntraceparent: 00-${traceId}-${id.repeat(16)}-01\r\n\r\n`;
    await raw(request('1') + request('2'), 2);
    const parents = (await spans(2)).map((span) => span.parentSpanContext?.spanId);
    expect(parents).toEqual(['1'.repeat(16), '2'.repeat(16)]);
  });
});

describe('the span is the active one', () => {
  const active = () => trace.getActiveSpan()?.spanContext().spanId;

  it('in the handler, in what it awaits, and in the events of request and response', async () => {
    const seen: Record<string, string | undefined> = {};
    const url = await serve(async (request, response) => {
      seen['handler'] = active();
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        seen['data'] = active();
        size += chunk.length;
      });
      request.once('end', async () => {
        seen['end'] = active();
        await new Promise((resolve) => setTimeout(resolve, 2));
        seen['later'] = active();
        response.end(String(size));
      });
      response.on('finish', () => {
        seen['finish'] = active();
      });
      response.on('close', () => {
        seen['close'] = active();
      });
    });
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(new TextEncoder().encode('piece'));
        controller.close();
      },
    });
    const answer = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await answer.text()).toBe('5');
    const [span] = (await spans(1)) as [ReadableSpan];
    const own = span.spanContext().spanId;
    expect(seen).toEqual(
      Object.fromEntries(
        ['handler', 'data', 'end', 'later', 'finish', 'close'].map((name) => [name, own]),
      ),
    );
  });

  it('in nothing else: not outside, not in the next request of a connection', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((_request, response) => {
      seen.push(trace.getActiveSpan()?.spanContext().traceId);
      response.end();
    });
    await (await fetch(url)).text();
    expect(active()).toBeUndefined();
    await (await fetch(url)).text();
    expect(new Set(seen).size).toBe(2);
    expect(seen).not.toContain(undefined);
  });

  it('also on a server whose emit somebody has replaced', async () => {
    const url = await serve((_request, response) => response.end(active()));
    const { emit } = server;
    server.emit = ((...args: unknown[]) => Reflect.apply(emit, server, args)) as typeof emit;
    const seen = await (await fetch(url)).text();
    expect((await spans(1))[0]?.spanContext().spanId).toBe(seen);
  });
});

describe('it changes nothing else', () => {
  it('listeners can be taken away, and are called with what they always were', async () => {
    const calls: string[] = [];
    const url = await serve((request, response) => {
      const gone = () => calls.push('gone');
      request.on('end', gone).once('end', gone);
      request.off('end', gone).off('end', gone);
      request.on('end', function (this: unknown, ...args: unknown[]) {
        calls.push(`${this === request} ${args.length}`);
        response.end();
      });
      request.resume();
      expect(request.listenerCount('end')).toBe(1);
    });
    await (await fetch(url)).text();
    expect(calls).toEqual(['true 0']);
  });

  it('request and response look as they always did', async () => {
    const keys = (object: object) => [Reflect.ownKeys(object), inspect(object, { depth: 0 })];
    let traced: unknown;
    let plain: unknown;
    const url = await serve((request, response) => {
      const looks = [Reflect.ownKeys(request).length, Reflect.ownKeys(response).length];
      if (traced === undefined) traced = looks;
      else plain = looks;
      expect(keys(request)[1]).not.toContain('span');
      response.end();
    });
    await (await fetch(url)).text();
    handle.disable();
    await (await fetch(url)).text();
    expect(traced).toEqual(plain);
  });

  it('an error event without a listener throws as it always did', async () => {
    let thrown: unknown;
    const url = await serve((request, response) => {
      try {
        request.emit('error', new Error('mine'));
      } catch (error) {
        thrown = error;
      }
      response.end();
    });
    await (await fetch(url)).text();
    expect(String(thrown)).toBe('Error: mine');
  });

  it('disable() ends it, and a request that is open then', async () => {
    const url = await serve((_request, response) => response.end(String(trace.getActiveSpan())));
    handle.disable();
    expect(await (await fetch(url)).text()).toBe('undefined');
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

it.each([
  ['request', (request: object) => ({ of: request, key: '@obs/own-request' })],
  ['server', (_request: object, of: object) => ({ of, key: '@obs/own-server' })],
])('a scrape makes no span: a marked %s', async (_what, mark) => {
  const url = await serve((_request, response) => response.end());
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
  handle.disable();
  const onStart = (message: unknown) => {
    const { request, server: its } = message as { request: object; server: object };
    const { of, key } = mark(request, its);
    (of as Record<symbol, unknown>)[Symbol.for(key)] = true;
  };
  subscribe('http.server.request.start', onStart);
  handle = traceHttpServer();
  await (await fetch(url)).text();
  unsubscribe('http.server.request.start', onStart);
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('goes on with the trace of the caller', async () => {
  const url = await serve((_request, response) => response.end());
  const traceparent = `00-${traceId}-${spanId}-01`;
  await (await fetch(url, { headers: { traceparent, tracestate: 'a=1' } })).text();
  const [span] = (await spans(1)) as [ReadableSpan];
  expect(span.spanContext().traceId).toBe(traceId);
  expect(span.parentSpanContext).toMatchObject({ spanId, isRemote: true });
  expect(span.spanContext().traceState?.serialize()).toBe('a=1');
});
