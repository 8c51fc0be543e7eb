import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Application, application } from './child.js';
import { type ReceivedSpan, type Receiver, receiver } from './otlp.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

/** An application's folder with libraries, and with official instrumentations beside them. */
const folder = mkdtempSync(join(tmpdir(), 'obs-libraries-'));
const modules = join(folder, 'node_modules');

beforeAll(() => {
  cpSync(fileURLToPath(new URL('./fixtures/libraries', import.meta.url)), folder, {
    recursive: true,
  });
  const installed = {
    '@obs/auto': fileURLToPath(new URL('..', import.meta.url)),
    express: packageFolder('express'),
    graphql: packageFolder('graphql'),
    '@grpc/grpc-js': packageFolder('@grpc/grpc-js'),
    '@opentelemetry/instrumentation-express': packageFolder('instrumentation-express'),
    '@opentelemetry/instrumentation-graphql': packageFolder('instrumentation-graphql'),
  };
  for (const [name, from] of Object.entries(installed)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(from, join(modules, name), 'dir');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const running: Application[] = [];
let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
  collector.close();
});

function run(file: string, env?: Readonly<Record<string, string>>): Application {
  const app = application(
    ['--import', '@obs/auto', join(folder, file)],
    { ...collector.environment, ...env },
    folder,
  );
  running.push(app);
  return app;
}

const scopes = (spans: readonly ReceivedSpan[]) => new Set(spans.map(({ scope }) => scope));
const official = (name: string) => `@opentelemetry/instrumentation-${name}`;
const httpServer = '@obs/instrumentation-http';

describe('an official instrumentation that is installed beside the application', () => {
  it.each(['express.cjs', 'express.mjs'])('sees what %s loads', async (file) => {
    const app = run(file);
    await (await fetch(`${await app.url()}/users/7`)).text();
    const spans = await collector.until((all) => scopes(all).has(httpServer));
    const server = spans.find(({ kind }) => kind === 'SERVER') as ReceivedSpan;
    const handlers = spans.filter(({ scope }) => scope === official('express'));
    expect(new Set(handlers.map(({ traceId }) => traceId))).toEqual(new Set([server.traceId]));
    expect(handlers).toHaveLength(new Set(handlers.map(({ spanId }) => spanId)).size);
    const routed = handlers.filter(({ name }) => name.startsWith('request handler'));
    expect(routed.map(({ attributes }) => attributes['http.route'])).toEqual(['/users/:id']);
  });

  it('sees the files inside a library', async () => {
    const app = run('graphql.cjs');
    expect(await (await fetch(await app.url())).text()).toBe('{"hello":"world"}');
    const spans = await collector.until((all) => scopes(all).has(httpServer));
    const names = spans
      .filter(({ scope }) => scope === official('graphql'))
      .map(({ name }) => name);
    expect(names).toContain('graphql.parse');
    expect(names).toContain('graphql.validate');
  });

  it('is named at the start, and only used when it is chosen', async () => {
    const all = await run('express.cjs').lines(/preset:/);
    expect(all.join()).toContain('instrumentations: http, grpc, runtime, undici, express, graphql');
    const chosen = run('express.cjs', { OBS_INSTRUMENTATIONS: 'http' });
    await (await fetch(`${await chosen.url()}/users/7`)).text();
    expect((await chosen.lines(/preset:/)).join()).toMatch(/instrumentations: http$/);
    const spans = await collector.until((all) => all.length > 0);
    expect(scopes(spans)).toEqual(new Set([httpServer]));
  });

  it('that is chosen and not installed is a line with the way out', async () => {
    const app = run('express.cjs', { OBS_INSTRUMENTATIONS: 'http,pg' });
    const lines = await app.lines(/preset:/);
    expect(lines.join()).toContain(
      'the instrumentation pg is left out: @opentelemetry/instrumentation-pg is not installed. Run "npm install @opentelemetry/instrumentation-pg".',
    );
  });
});

describe('gRPC', () => {
  it.each(['grpc.cjs', 'grpc.mjs'])('calls of %s are in the trace, on both sides', async (file) => {
    const app = run(file);
    await (await fetch(await app.url())).text();
    const spans = await collector.until((all) => all.length >= 5);
    const server = spans.find(({ scope }) => scope === httpServer) as ReceivedSpan;
    for (const method of ['Once', 'Many']) {
      const [client, handler] = (['CLIENT', 'SERVER'] as const).map((side) =>
        spans.find(({ kind, name }) => kind === side && name.endsWith(method)),
      ) as [ReceivedSpan, ReceivedSpan];
      expect(client.parentSpanId).toBe(server.spanId);
      expect(handler.parentSpanId).toBe(client.spanId);
    }
    expect(spans).toHaveLength(5);
  });
});

function packageFolder(name: string): string {
  const file = fileURLToPath(import.meta.resolve(name));
  const end = file.indexOf(`/node_modules/${name}/`) + `/node_modules/${name}`.length;
  return file.slice(0, end);
}
