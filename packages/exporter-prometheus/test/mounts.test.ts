import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Handler,
  metricsHandler,
  plainFamily,
  toFetch,
  toNodeListener,
} from '../src/index.js';

interface Mounted {
  readonly port: number;
  close(): unknown;
}

// One family that is sent whole, and one that takes many chunks.
const families = [
  plainFamily({ name: 'small', type: 'gauge', samples: [{ value: 1 }] }),
  plainFamily({
    name: 'large',
    type: 'gauge',
    samples: Array.from({ length: 20_000 }, (_, i) => ({
      labels: { id: `number ${i}` },
      value: i,
    })),
  }),
];
const handler: Handler = metricsHandler({ collect: async () => ({ families }) });

async function listening(listener: RequestListener): Promise<Mounted> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

const mounts: Record<string, () => Promise<Mounted>> = {
  'node:http': () => listening(toNodeListener(handler)),

  Express() {
    const app = express();
    app.use('/metrics', toNodeListener(handler));
    return listening(app);
  },

  Koa() {
    const app = new Koa();
    app.use((context) => {
      context.respond = false;
      toNodeListener(handler)(context.req, context.res);
    });
    return listening(app.callback());
  },

  async Fastify() {
    const app = fastify();
    app.route({
      method: ['GET', 'POST'],
      url: '/metrics',
      handler: (request, reply) => {
        reply.hijack();
        toNodeListener(handler)(request.raw, reply.raw);
      },
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },

  async Hono() {
    const app = new Hono();
    app.all('/metrics', (context) => toFetch(handler)(context.req.raw));
    return new Promise((resolve) => {
      const options = { fetch: app.fetch, port: 0, hostname: '127.0.0.1' };
      const server = serve(options, ({ port }) => resolve({ port, close: () => server.close() }));
    });
  },
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

describe.each(Object.entries(mounts))('mounted on %s', (_name, mount) => {
  let mounted: Mounted;
  beforeAll(async () => {
    mounted = await mount();
  });
  afterAll(() => mounted?.close());

  function ask(method: string, query = '', headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const path = `/metrics${query}`;
      const options = {
        host: '127.0.0.1',
        port: mounted.port,
        path,
        method,
        headers,
        agent: false,
      };
      const sent = httpRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  it('sends a small exposition whole, by name[]', async () => {
    const { status, headers, body } = await ask('GET', '?name[]=small');
    expect([status, body.toString()]).toEqual([200, '# TYPE small gauge\nsmall 1\n']);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('sends a large one to the end', async () => {
    const lines = (await ask('GET')).body.toString().trimEnd().split('\n');
    expect(lines).toHaveLength(20_003);
    expect(lines.at(-1)).toBe('large{id="number 19999"} 19999');
  });

  it('compresses when asked', async () => {
    const { headers, body } = await ask('GET', '', { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).toString()).toMatch(/number 19999"\} 19999\n$/);
  });

  it('answers HEAD with headers alone', async () => {
    const { status, headers, body } = await ask('HEAD');
    expect([status, body.length]).toEqual([200, 0]);
    expect(headers['content-type']).toMatch(/^text\/plain/);
  });

  it('refuses POST and says what is allowed', async () => {
    const { status, headers } = await ask('POST');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});
