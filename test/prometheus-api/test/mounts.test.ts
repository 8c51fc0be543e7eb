import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createPrometheusApi,
  type PrometheusApi,
  serve,
  toFetch,
  toNodeListener,
} from '@obs/prometheus-api';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, stop } from '../src/backend.ts';
import { type Canned, startCanned } from '../src/canned.ts';

let prometheus: Canned;
let api: PrometheusApi;

beforeAll(async () => {
  prometheus = await startCanned('7');
  api = createPrometheusApi({ url: prometheus.url, proxy: true });
});

afterAll(async () => {
  api.close();
  await prometheus.stop();
});

interface Mounted {
  /** As `fetch`, to the mounted application. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly end: () => Promise<void>;
}

async function overHttp(server: Server): Promise<Mounted> {
  const base = `http://127.0.0.1:${await listen(server)}`;
  return { ask: (path, init) => fetch(base + path, init), end: () => stop(server) };
}

const mounts: Readonly<Record<string, () => Promise<Mounted>>> = {
  'node:http': () => {
    const listener = toNodeListener(api.handler);
    const own: RequestListener = (_request, response) => response.end('own');
    return overHttp(
      createServer((request, response) => {
        listener(request, response, () => own(request, response));
      }),
    );
  },
  Express: () => {
    const app = express();
    app.use(toNodeListener(api.handler));
    app.get('/own', (_request, response) => {
      response.send('own');
    });
    return overHttp(createServer(app));
  },
  'Express, with a body parser before': () => {
    const app = express();
    app.use(express.urlencoded({ extended: false }));
    app.use('/prometheus/metrics', toNodeListener(api.handler));
    app.use('/api/v1', toNodeListener(api.handler));
    app.get('/own', (_request, response) => {
      response.send('own');
    });
    return overHttp(createServer(app));
  },
  Fastify: async () => {
    const app = Fastify();
    const listener = toNodeListener(api.handler);
    await app.register(async (scope) => {
      // The body is the handler's to read.
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      for (const url of ['/prometheus/metrics/*', '/api/v1/*']) {
        scope.all(url, (request, reply) => {
          reply.hijack();
          listener(request.raw, reply.raw);
        });
      }
    });
    app.get('/own', async () => 'own');
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    return { ask: (path, init) => fetch(base + path, init), end: () => app.close() };
  },
  Hono: async () => {
    const app = new Hono();
    const answer = toFetch(api.handler);
    app.all('/prometheus/metrics/*', (context) => answer(context.req.raw));
    app.all('/api/v1/*', (context) => answer(context.req.raw));
    app.get('/own', (context) => context.text('own'));
    const ask = async (path: string, init?: RequestInit) => app.request(path, init);
    return { ask, end: async () => {} };
  },
};

describe.each(Object.keys(mounts))('mounted in %s', (name) => {
  let mounted: Mounted;

  beforeAll(async () => {
    mounted = await mounts[name]!();
  });
  afterAll(() => mounted.end());

  it('answers JSON', async () => {
    const response = await mounted.ask('/prometheus/metrics/summary');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const answer = (await response.json()) as { metrics: { http: { total_requests: string } } };
    expect(answer.metrics.http.total_requests).toBe('7');
  });

  it('answers text', async () => {
    const response = await mounted.ask('/prometheus/metrics/business?strict=1');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('\nactive_api_keys 7\n');
  });

  it('answers HEAD without a body', async () => {
    const response = await mounted.ask('/prometheus/metrics/business', { method: 'HEAD' });
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await response.text()).toBe('');
  });

  it('takes the form that Grafana posts', async () => {
    const ask = (query: string) => {
      return mounted.ask('/api/v1/query', { method: 'POST', body: new URLSearchParams({ query }) });
    };
    expect((await ask('active_api_keys')).status).toBe(200);
    expect((await ask('secret')).status).toBe(403);
  });

  it('reads no body that is too large', async () => {
    const body = new URLSearchParams({ query: 'x'.repeat(100_000) });
    const response = await mounted.ask('/api/v1/query', { method: 'POST', body });
    expect(response.status).toBe(400);
  });

  it('leaves the application its own routes', async () => {
    expect(await (await mounted.ask('/own')).text()).toBe('own');
    expect((await mounted.ask('/prometheus/metrics/nope')).status).toBe(404);
  });
});

describe('alone', () => {
  it('serves, and ends', async () => {
    const server = await serve({ url: prometheus.url, port: 0, host: '127.0.0.1' });
    const ask = () => fetch(`${server.url}/prometheus/metrics/docs`);
    expect((await ask()).status).toBe(200);
    expect((await fetch(server.url)).status).toBe(404);
    await server.close();
    await expect(ask()).rejects.toThrow();
  });
});
