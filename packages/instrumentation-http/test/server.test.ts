import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type HttpServerInstrumentationHandle, instrumentHttpServer } from '../src/index.js';
import { close, listen, open, read, until } from './client.js';
import { families, recording } from './recording.js';

let engine: ReturnType<typeof recording>;
let handle: HttpServerInstrumentationHandle;
let errors: unknown[];
const servers: Server[] = [];

beforeEach(() => {
  engine = recording();
  errors = [];
  const onError = (error: unknown) => errors.push(error);
  handle = instrumentHttpServer({ meter: engine.meter, families, onError });
});

afterEach(async () => {
  handle.disable();
  await Promise.all(servers.splice(0).map(close));
  expect(errors).toEqual([]);
});

async function serve(server: Server): Promise<number> {
  servers.push(server);
  return listen(server);
}

const requests = () => engine.series('app.requests');
const total = async () => Object.values(await requests()).reduce((sum, value) => sum + value, 0);
const active = async () => (await engine.series('app.active'))[''];

describe('a request', () => {
  it('is counted with its method, path and status when its response is finished', async () => {
    const port = await serve(
      createServer((request, response) => {
        response.statusCode = request.method === 'POST' ? 201 : 200;
        response.end('ok');
      }),
    );
    await (await fetch(`http://127.0.0.1:${port}/orders/17?full=1`)).text();
    await (await fetch(`http://127.0.0.1:${port}/orders`, { method: 'POST', body: '{}' })).text();
    await (await fetch(`http://127.0.0.1:${port}/orders/18/`)).text();
    await until(async () => (await total()) === 3);
    expect(await requests()).toEqual({
      'method=GET,path=/orders/:id,code=200': 2,
      'method=POST,path=/orders,code=201': 1,
    });
    expect(await engine.series('app.request.duration')).toEqual({
      'method=GET,path=/orders/:id': 2,
      'method=POST,path=/orders': 1,
    });
  });

  it('is in flight from its headers until its response is finished', async () => {
    let response: ServerResponse | undefined;
    const port = await serve(
      createServer((_request, held) => {
        response = held;
      }),
    );
    const answer = fetch(`http://127.0.0.1:${port}/`);
    await until(() => response !== undefined);
    expect(await active()).toBe(1);
    response?.end();
    await (await answer).text();
    await until(async () => (await active()) === 0);
  });

  it('keeps the path it came with when middleware rewrites the URL', async () => {
    const port = await serve(
      createServer((request, response) => {
        request.url = '/rewritten';
        response.end();
      }),
    );
    await (await fetch(`http://127.0.0.1:${port}/original`)).text();
    await until(async () => (await total()) === 1);
    expect(Object.keys(await requests())).toEqual(['method=GET,path=/original,code=200']);
  });

  it('shares one path with all others that nothing is found for', async () => {
    const port = await serve(
      createServer((_request, response) => {
        response.statusCode = 404;
        response.end();
      }),
    );
    for (const path of ['/wp-admin', '/.env', '/etc/passwd']) {
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    }
    await until(async () => (await total()) === 3);
    expect(await requests()).toEqual({ 'method=GET,path=unmatched,code=404': 3 });
  });

  it('with a method that is not known is recorded as _OTHER', async () => {
    const port = await serve(createServer((_request, response) => response.end()));
    const socket = await open(port);
    socket.write('PROPFIND / HTTP/1.1\r\nhost: a\r\n\r\n');
    await read(socket, /200/);
    socket.destroy();
    await until(async () => (await total()) === 1);
    expect(await requests()).toEqual({ 'method=_OTHER,path=/,code=200': 1 });
  });

  it('marked as the exporter’s own is not recorded, whenever it was marked', async () => {
    const port = await serve(
      createServer((request, response) => {
        Object.assign(request, { [Symbol.for('@obs/own-request')]: true });
        response.end();
      }),
    );
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await until(async () => (await active()) === 0);
    expect(await requests()).toEqual({});
  });
});

describe('a server', () => {
  it('marked as the exporter’s own is not recorded', async () => {
    const server = createServer((_request, response) => response.end());
    Object.assign(server, { [Symbol.for('@obs/own-server')]: true });
    const port = await serve(server);
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(await requests()).toEqual({});
    expect(await engine.series('app.active')).toEqual({});
  });
});

describe('a connection', () => {
  it('kept alive gives one count for each request', async () => {
    const port = await serve(createServer((_request, response) => response.end('ok')));
    const socket = await open(port);
    for (let i = 0; i < 3; i += 1) {
      socket.write('GET /again HTTP/1.1\r\nhost: a\r\n\r\n');
      await read(socket, /ok/);
    }
    socket.destroy();
    expect(await requests()).toEqual({ 'method=GET,path=/again,code=200': 3 });
    expect(await active()).toBe(0);
  });

  it('with pipelined requests gives each its own path, status and end', async () => {
    const held: [string, ServerResponse][] = [];
    const port = await serve(
      createServer((request, response) => {
        held.push([request.url ?? '', response]);
      }),
    );
    const socket = await open(port);
    socket.write(
      ['/one', '/two', '/three'].map((path) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`).join(''),
    );
    await until(() => held.length === 3);
    expect(await active()).toBe(3);
    // Finished out of order; Node sends them in order.
    for (const [path, response] of held.reverse()) {
      response.statusCode = path === '/two' ? 202 : 200;
      response.end(path);
    }
    await read(socket, /\/three$/);
    await until(async () => (await total()) === 3);
    socket.destroy();
    expect(await requests()).toEqual({
      'method=GET,path=/one,code=200': 1,
      'method=GET,path=/two,code=202': 1,
      'method=GET,path=/three,code=200': 1,
    });
    expect(await active()).toBe(0);
  });

  it('that the client closes ends all its requests: 499, or the status that was sent', async () => {
    const port = await serve(
      createServer((request, response) => {
        if (request.url === '/streaming') response.write('first');
      }),
    );
    const silent = await open(port);
    silent.write('GET /silent HTTP/1.1\r\nhost: a\r\n\r\nGET /silent HTTP/1.1\r\nhost: a\r\n\r\n');
    const streaming = await open(port);
    streaming.write('GET /streaming HTTP/1.1\r\nhost: a\r\n\r\n');
    await read(streaming, /first/);
    await until(async () => (await active()) === 3);
    silent.destroy();
    streaming.destroy();
    await until(async () => (await active()) === 0);
    expect(await requests()).toEqual({
      'method=GET,path=/silent,code=499': 2,
      'method=GET,path=/streaming,code=200': 1,
    });
  });

  it('that the server gives up on is counted as the 408 that Node writes', async () => {
    const port = await serve(
      createServer({ requestTimeout: 60, headersTimeout: 50, connectionsCheckingInterval: 20 }),
    );
    const socket = await open(port);
    socket.write('POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n');
    expect(await read(socket, /408/)).toContain('408 Request Timeout');
    await until(async () => (await total()) === 1);
    expect(await requests()).toEqual({ 'method=POST,path=/slow,code=408': 1 });
    expect(await active()).toBe(0);
  });

  it('is not counted twice when the application ends a response after the client has gone', async () => {
    let response: ServerResponse | undefined;
    const port = await serve(
      createServer((_request, held) => {
        response = held;
      }),
    );
    const socket = await open(port);
    socket.write('GET /gone HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => response !== undefined);
    socket.destroy();
    await until(async () => (await active()) === 0);
    response?.end('too late');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await requests()).toEqual({ 'method=GET,path=/gone,code=499': 1 });
    expect(await active()).toBe(0);
  });

  it.each([
    ['answered at once', undefined, 200],
    ['left to the application', 'checkContinue', 202],
  ])('with Expect: 100-continue, %s, is counted once', async (_what, event, status) => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('done'));
    });
    if (event !== undefined) {
      server.on(event, (request, response) => {
        response.writeContinue();
        response.statusCode = 202;
        request.resume().on('end', () => response.end('done'));
      });
    }
    const port = await serve(server);
    const socket = await open(port);
    socket.write(
      'POST /upload HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n',
    );
    await read(socket, /100 Continue/);
    socket.write('ok');
    await read(socket, /done/);
    await until(async () => (await total()) === 1);
    socket.destroy();
    expect(await requests()).toEqual({ [`method=POST,path=/upload,code=${status}`]: 1 });
    expect(await active()).toBe(0);
  });
});

describe('an upgrade', () => {
  it('is counted as 101 and is no request in flight while its socket lives', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server, path: '/voice' });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`${data}!`)));
    const port = await serve(server);
    const client = new WebSocket(`ws://127.0.0.1:${port}/voice`);
    await once(client, 'open');
    client.send('hello');
    const [answer] = await once(client, 'message');
    expect(String(answer)).toBe('hello!');
    expect(await requests()).toEqual({ 'method=GET,path=/voice,code=101': 1 });
    expect(await active()).toBe(0);
    client.terminate();
  });

  it('that is refused is counted with the status on the wire', async () => {
    const server = createServer();
    new WebSocketServer({ server, path: '/voice' }).on('connection', () => {});
    const port = await serve(server);
    const client = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`);
    const [, response] = await once(client, 'unexpected-response');
    expect(response.statusCode).toBe(400);
    expect(await requests()).toEqual({ 'method=GET,path=/elsewhere,code=400': 1 });
    expect(await active()).toBe(0);
  });

  it('that nobody answers is in flight until its socket closes', async () => {
    const server = createServer();
    let upgraded: Socket | undefined;
    server.on('upgrade', (_request, socket) => {
      upgraded = socket as Socket;
    });
    const port = await serve(server);
    const socket = await open(port);
    socket.write('GET /x HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    await until(async () => (await active()) === 1);
    upgraded?.destroy();
    await until(async () => (await active()) === 0);
    expect(await requests()).toEqual({ 'method=GET,path=/x,code=499': 1 });
  });

  it('leaves the socket as it was once it is answered', async () => {
    const server = createServer();
    let own: string[] | undefined;
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
      own = ['write', 'end'].filter((name) => Object.hasOwn(socket, name));
      socket.end('bye');
    });
    const port = await serve(server);
    const socket = await open(port);
    socket.write('GET /x HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    expect(await read(socket, /bye/)).toMatch(/^HTTP\/1.1 101/);
    expect(own).toEqual([]);
  });

  it('is a plain request on a server that takes no upgrades, before and after it took one', async () => {
    const server = createServer((_request, response) => response.end('plain'));
    const port = await serve(server);
    const ask = async () => {
      const socket = await open(port);
      socket.write('GET /x HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
      const answer = await read(socket, /plain|101/);
      socket.destroy();
      return answer;
    };
    expect(await ask()).toContain('plain');
    server.once('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching\r\n\r\n'));
    expect(await ask()).toContain('101');
    expect(server.listenerCount('upgrade')).toBe(0);
    expect(await ask()).toContain('plain');
    await until(async () => (await total()) === 3);
    expect(await requests()).toEqual({
      'method=GET,path=/x,code=200': 2,
      'method=GET,path=/x,code=101': 1,
    });
  });

  it('of a CONNECT proxy is counted with the proxy’s status', async () => {
    const server = createServer();
    server.on('connect', (_request, socket) => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.on('end', () => socket.end());
    });
    const port = await serve(server);
    const socket = await open(port);
    socket.write('CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n');
    await read(socket, /200/);
    expect(await requests()).toEqual({ 'method=CONNECT,path=unmatched,code=200': 1 });
    socket.end();
  });
});

describe('disable()', () => {
  it('stops recording, lets the active count go back, and leaves no listener behind', async () => {
    let response: ServerResponse | undefined;
    const server = createServer((_request, held) => {
      response = held;
    });
    server.on('upgrade', () => {});
    const port = await serve(server);
    const answer = fetch(`http://127.0.0.1:${port}/`);
    await until(() => response !== undefined);
    handle.disable();
    handle.disable();
    response?.end();
    await (await answer).text();
    expect(await requests()).toEqual({});
    expect(await active()).toBe(0);
    expect(server.listenerCount('upgrade')).toBe(1);
    expect(server.listenerCount('newListener')).toBe(0);
  });
});
