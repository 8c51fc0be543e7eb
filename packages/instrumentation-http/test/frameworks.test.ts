import diagnosticsChannel from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import fastify5, { type FastifyInstance } from 'fastify';
import fastify4 from 'fastify4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type HttpServerInstrumentationHandle,
  instrumentHttpServer,
  setHttpRoute,
} from '../src/index.js';
import { close, until } from './client.js';
import { families, recording } from './recording.js';

let engine: ReturnType<typeof recording>;
let handle: HttpServerInstrumentationHandle;
let errors: unknown[];

beforeEach(() => {
  engine = recording();
  errors = [];
  const onError = (error: unknown) => errors.push(error);
  handle = instrumentHttpServer({ meter: engine.meter, families, onError });
});

afterEach(() => {
  handle.disable();
  expect(errors).toEqual([]);
});

/** Asks for each path and gives back "path status" of every series with its count. */
async function recorded(
  port: number,
  paths: readonly string[],
  total = paths.length,
): Promise<Record<string, number>> {
  for (const path of paths) {
    const [target, method = 'GET'] = path.split(' ').reverse() as [string, string?];
    await (await fetch(`http://127.0.0.1:${port}${target}`, { method })).text();
  }
  const sum = async () =>
    Object.values(await engine.series('app.requests')).reduce((all, count) => all + count, 0);
  await until(async () => (await sum()) === total);
  return Object.fromEntries(
    Object.entries(await engine.series('app.requests')).map(([labels, count]) => [
      labels.replace(/^method=(\w+),path=(.*),code=(\d+)$/, '$1 $2 $3'),
      count,
    ]),
  );
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_name, express) => {
  let server: Server;
  let shared: ReturnType<typeof express.Router>;
  const port = () => (server.address() as { port: number }).port;

  beforeEach(async () => {
    const app = express();
    app.set('env', 'test'); // Silences the default error handler.
    app.get('/', (_request, response) => void response.send('home'));
    app.get('/users/:id', (_request, response) => void response.send('user'));
    app.get(['/a', '/b'], (_request, response) => void response.send('either'));
    app.use('/static', (_request, response) => void response.send('asset'));

    const inner = express.Router();
    inner.get('/', (_request, response) => void response.send('list'));
    inner.get('/:item', (_request, response) => void response.send('item'));
    inner.post('/:item/fail', (_request, _response, next) => next(new Error('refused')));
    const outer = express.Router({ mergeParams: true });
    outer.use('/items', inner);
    app.use('/tenants/:tenant', outer);
    app.use('/shared', inner);
    shared = inner;

    const admin = express();
    admin.get('/logs/:day', (_request, response) => void response.send('log'));
    app.use('/admin', admin);
    const hiding = express.Router();
    hiding.use('/', admin);
    app.use('/hidden', hiding);

    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => close(server));

  it('gives the template of a route', async () => {
    expect(await recorded(port(), ['/', '/users/1', '/users/ada', 'HEAD /users/2'])).toEqual({
      'GET / 200': 1,
      'GET /users/:id 200': 2,
      'HEAD /users/:id 200': 1,
    });
  });

  it('gives the one of several paths that matched', async () => {
    expect(await recorded(port(), ['/a', '/b', '/b'])).toEqual({
      'GET /a 200': 1,
      'GET /b 200': 2,
    });
  });

  it('joins nested routers and keeps the parameters of where they are mounted', async () => {
    const paths = ['/tenants/acme/items', '/tenants/acme/items/shoe', '/tenants/zoo/items/hat'];
    const answer = await recorded(port(), paths);
    expect(Object.values(answer)).toEqual([1, 2]);
    expect(Object.keys(answer)).toEqual([
      'GET /tenants/:tenant/items 200',
      'GET /tenants/:tenant/items/:item 200',
    ]);
  });

  it('tells two places of one router apart', async () => {
    expect(await recorded(port(), ['/shared/shoe', '/tenants/acme/items/shoe'])).toEqual({
      'GET /shared/:item 200': 1,
      'GET /tenants/:tenant/items/:item 200': 1,
    });
  });

  it('keeps the whole template when an error leaves the routers', async () => {
    const paths = ['POST /tenants/acme/items/shoe/fail', 'POST /shared/shoe/fail'];
    expect(await recorded(port(), paths)).toEqual({
      'POST /tenants/:tenant/items/:item/fail 500': 1,
      'POST /shared/:item/fail 500': 1,
    });
  });

  it('joins mounted applications', async () => {
    expect(await recorded(port(), ['/admin/logs/monday'])).toEqual({
      'GET /admin/logs/:day 200': 1,
    });
  });

  it('joins an application that a router serves as a handler, as far as the path tells', async () => {
    const answer = await recorded(port(), ['/hidden/logs/monday', '/hidden/logs/friday']);
    expect(answer).toEqual({ 'GET /hidden/logs/:day 200': 2 });
  });

  it('tells two applications apart that serve one router in different places', async () => {
    const other = express();
    other.use('/elsewhere', shared);
    const second = other.listen(0, '127.0.0.1');
    await once(second, 'listening');
    const { port: secondPort } = second.address() as { port: number };
    await recorded(port(), ['/shared/shoe']);
    await (await fetch(`http://127.0.0.1:${secondPort}/elsewhere/shoe`)).text();
    expect(await recorded(port(), [], 2)).toEqual({
      'GET /shared/:item 200': 1,
      'GET /elsewhere/:item 200': 1,
    });
    await close(second);
  });

  it('normalises the path where a plain handler answers, and shares one value for 404', async () => {
    expect(await recorded(port(), ['/static/42', '/nowhere/1', '/nowhere/2'])).toEqual({
      'GET /static/:id 200': 1,
      'GET unmatched 404': 2,
    });
  });
});

describe.each([
  ['Fastify 4', fastify4 as unknown as typeof fastify5],
  ['Fastify 5', fastify5],
])('%s', (_name, fastify) => {
  let app: FastifyInstance;
  let port: number;
  let waiting: Promise<void>[];

  beforeEach(async () => {
    waiting = [];
    app = fastify();
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-refuse'] !== undefined || request.url.includes('refuse')) {
        await reply.code(401).send('refused');
      }
    });
    app.get('/', async () => 'home');
    app.get('/users/:id', async () => 'user');
    await app.register(
      async (scope) => {
        scope.get('/items/:item', (_request, reply) => void reply.send('item'));
        scope.get('/fail/:item', async () => {
          throw new Error('refused by handler');
        });
      },
      { prefix: '/tenants/:tenant' },
    );
    app.get('/files/*', async () => 'file');
    app.get('/waits/:id', async (request) => {
      await waiting.shift();
      return request.url;
    });
    app.get('/renamed/:id', async (request) => {
      await undefined;
      setHttpRoute(request.raw, '/pets/{name}');
      return 'renamed';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as { port: number }).port;
  });

  afterEach(() => app.close());

  it('gives the template, with prefixes, whatever the handler does', async () => {
    const paths = [
      '/',
      '/users/1',
      '/users/2',
      '/tenants/a/items/b',
      '/files/x/y',
      '/tenants/a/fail/b',
    ];
    expect(await recorded(port, paths)).toEqual({
      'GET / 200': 1,
      'GET /users/:id 200': 2,
      'GET /tenants/:tenant/items/:item 200': 1,
      'GET /files/* 200': 1,
      'GET /tenants/:tenant/fail/:item 500': 1,
    });
  });

  it('gives each of many requests at once its own', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    waiting.push(released, released);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    const held = [ask('/waits/1'), ask('/waits/2')];
    await until(async () => waiting.length === 0);
    await ask('/users/1');
    release();
    await Promise.all(held);
    expect(await recorded(port, ['/users/2'], 4)).toEqual({
      'GET /waits/:id 200': 2,
      'GET /users/:id 200': 2,
    });
  });

  it('gives it to everyone who asks, after another has stopped as well', async () => {
    const other = recording();
    const { disable } = instrumentHttpServer({ meter: other.meter, families });
    await recorded(port, ['/users/1']);
    disable();
    expect(await recorded(port, ['/users/2'], 2)).toEqual({ 'GET /users/:id 200': 2 });
    expect(await other.series('app.requests')).toEqual({
      'method=GET,path=/users/:id,code=200': 1,
    });
  });

  it('leaves the last word to the application', async () => {
    expect(await recorded(port, ['/renamed/1'])).toEqual({ 'GET /pets/{name} 200': 1 });
  });

  it('gives the template of requests that a hook refuses', async () => {
    expect(await recorded(port, ['/users/refuse'])).toEqual({ 'GET /users/:id 401': 1 });
  });

  it('shares one value for what no route matches', async () => {
    expect(await recorded(port, ['/nowhere', '/else'])).toEqual({ 'GET unmatched 404': 2 });
  });

  it('shows nothing of itself to the application', async () => {
    const shapeOf = async () => {
      const own = fastify({ trustProxy: true });
      own.decorateRequest('user', null);
      own.get('/keys/:id', async (request) =>
        Reflect.ownKeys(request)
          .concat(Object.keys(Object.getPrototypeOf(request)))
          .map(String),
      );
      const { body } = await own.inject('/keys/1');
      const routes = own.printRoutes({ includeHooks: true });
      await own.close();
      return { body, routes };
    };
    const observed = await shapeOf();
    handle.disable();
    expect(observed).toEqual(await shapeOf());
    expect(observed.body).toContain('user');
  });
});

describe('a Fastify that is built in a way that is not known', () => {
  const publish = (fastify: object) =>
    diagnosticsChannel.channel('fastify.initialization').publish({ fastify });

  it.each([
    ['has no class of requests', { decorateRequest: () => {} }],
    ['has something else there', { decorateRequest() {}, [Symbol('fastify.Request')]: {} }],
    ['cannot decorate requests', { [Symbol('fastify.Request')]: class {} }],
  ])('is given a hook when it %s', (_what, instance) => {
    const hooks: string[] = [];
    publish({ ...instance, addHook: (name: string) => hooks.push(name) });
    expect(hooks).toEqual(['onRequest']);
  });

  it('names by the documented property when a request keeps its context elsewhere', async () => {
    const names: symbol[] = [];
    class Request {
      readonly routeOptions = { url: '/pets/:pet' };
      readonly raw: object;
      constructor(raw: object) {
        this.raw = raw;
        for (const name of names) Reflect.set(this, name, undefined);
      }
    }
    publish({
      [Symbol('fastify.Request')]: Request,
      decorateRequest: (name: symbol) => names.push(name),
    });
    const server = createServer((request, response) => {
      new Request(request);
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await recorded(port, ['/pets/rex'])).toEqual({ 'GET /pets/:pet 200': 1 });
    await close(server);
  });
});

it('takes the route that setHttpRoute names, from any router', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/none') setHttpRoute(request, null);
    else setHttpRoute(request, '/pets/{name}');
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as { port: number }).port;
  expect(await recorded(port, ['/pets/rex', '/pets/tom', '/none'])).toEqual({
    'GET /pets/{name} 200': 2,
    'GET unmatched 200': 1,
  });
  await close(server);
});

it('records what is past the limits under one shared value', async () => {
  handle.disable();
  handle = instrumentHttpServer({ meter: engine.meter, families, maxPaths: 2, maxRoutes: 1 });
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/named')) setHttpRoute(request, request.url);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as { port: number }).port;
  const paths = ['/a', '/b', '/c', '/d', '/a', '/named-x', '/named-y'];
  expect(await recorded(port, paths)).toEqual({
    'GET /a 200': 2,
    'GET /b 200': 1,
    'GET /named-x 200': 1,
    'GET unmatched 200': 3,
  });
  await close(server);
});
