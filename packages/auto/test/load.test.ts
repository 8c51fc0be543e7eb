import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Application,
  application,
  metricsUrl,
  pick,
  runsTypeScript,
  scrape,
  scrapeUntil,
  series,
} from './child.js';

const running: Application[] = [];

function run(args: readonly string[], env?: Readonly<Record<string, string>>): Application {
  const app = application(args, env);
  running.push(app);
  return app;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
});

const counts = /^http_server_request_duration_seconds_count/;
const count = (route: string, status = 200) =>
  series(
    `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="${status}",http_route="${route}",network_protocol_version="1.1",url_scheme="http"}`,
  );

describe('an application', () => {
  it.each([
    ['CommonJS under --require', ['--require', '@obs/auto', 'hello.cjs'], {}],
    ['CommonJS under --import', ['--import', '@obs/auto', 'hello.cjs'], {}],
    ['an ES module under --require', ['--require', '@obs/auto', 'hello.mjs'], {}],
    ['an ES module under --import', ['--import', '@obs/auto', 'hello.mjs'], {}],
    ['CommonJS under NODE_OPTIONS', ['hello.cjs'], { NODE_OPTIONS: '--require @obs/auto' }],
    ['an ES module under NODE_OPTIONS', ['hello.mjs'], { NODE_OPTIONS: '--import @obs/auto' }],
    ...(runsTypeScript
      ? [['TypeScript that Node runs itself', ['--import', '@obs/auto', 'typed.ts'], {}] as const]
      : []),
  ] as const)('%s has its requests counted, and its scrapes not', async (_what, args, env) => {
    const app = run(args, env);
    const url = await app.url();
    const metrics = await metricsUrl(app);
    await (await fetch(`${url}/users/12?a=1`)).text();
    await (await fetch(`${url}/users/13`)).text();
    const samples = await scrapeUntil(metrics, (all) => all[count('/users/:id')] === 2);
    expect(pick(samples, counts)).toEqual({ [count('/users/:id')]: 2 });
    expect(pick(await scrape(metrics), counts)).toEqual({ [count('/users/:id')]: 2 });
    expect(
      samples['http_server_active_requests{http_request_method="GET",url_scheme="http"}'],
    ).toBe(0);
  });

  it.each(['express.cjs', 'express.mjs', 'fastify.cjs', 'fastify.mjs'])(
    '%s has its route templates',
    async (file) => {
      const app = run(['--import', '@obs/auto', file]);
      const url = await app.url();
      await (await fetch(`${url}/tenants/acme/users/ada`)).text();
      await (await fetch(`${url}/nowhere/at/all`)).text();
      const samples = await scrapeUntil(
        await metricsUrl(app),
        (all) => Object.keys(pick(all, counts)).length === 2,
      );
      expect(pick(samples, counts)).toEqual({
        [count('/tenants/:tenant/users/:id')]: 1,
        [count('unmatched', 404)]: 1,
      });
    },
  );

  it('that upgrades to WebSockets has them counted as 101', async () => {
    const app = run(['--import', '@obs/auto', 'websocket.mjs']);
    const url = await app.url();
    const socket = new WebSocket(url.replace('http', 'ws'));
    await new Promise((resolve) => socket.on('message', resolve));
    const samples = await scrape(await metricsUrl(app));
    expect(pick(samples, counts)).toEqual({ [count('/', 101)]: 1 });
    socket.terminate();
  });

  it('that records through @obs/core has its metrics on the same page', async () => {
    const app = run(['--require', '@obs/auto', 'own-metrics.mjs']);
    await (await fetch(await app.url())).text();
    const samples = await scrapeUntil(await metricsUrl(app), (all) => all[count('/')] === 1);
    expect(samples['shop_orders_total{status="paid"}']).toBe(1);
  });

  it('has its metrics pushed over OTLP when an endpoint is set, the last ones at SIGTERM', async () => {
    const pushed: string[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding('latin1').on('data', (text) => pushed.push(`${request.url} ${text}`));
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.on('listening', resolve));
    const { port } = receiver.address() as AddressInfo;
    const app = run(['--require', '@obs/auto', 'own-metrics.mjs'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    await (await fetch(await app.url())).text();
    await app.lines(/exporters: prometheus, otlp/);
    await app.stop();
    expect(pushed.join('')).toContain('/v1/metrics ');
    expect(pushed.join('')).toContain('http.server.request.duration');
    expect(pushed.join('')).toContain('shop.orders');
    receiver.close();
  });

  it('gets one line that says what was set up', async () => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], { OTEL_SERVICE_NAME: 'checkout' });
    const url = await metricsUrl(app);
    const lines = await app.lines(/^checkout/);
    expect(lines.filter((line) => line.startsWith('checkout'))).toEqual([
      `checkout: metrics on ${url}; exporters: prometheus; preset: default; instrumentations: http, grpc, runtime`,
    ]);
  });

  it.each([
    [{ OTEL_METRICS_EXPORTER: 'none' }, 'no metrics port'],
    [{ OBS_INSTRUMENTATIONS: 'none' }, 'instrumentations: none'],
    [{ OBS_INSTRUMENTATIONS: 'http, runtime' }, 'instrumentations: http, runtime'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'a=b,service.name=till' }, 'till: metrics on http'],
    [{ OBS_PRESET: 'executives' }, 'executives: metrics on http'],
  ])('under %j the line says "%s"', async (env, expected) => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], env);
    expect((await app.lines(/preset:/)).join('\n')).toContain(expected);
  });

  it.each([
    ['default', '', true, false],
    ['default', 'true', true, true],
    ['default', '1', true, true],
    ['default', 'perhaps', false, false],
    ['orchestrator', '', true, true],
    ['orchestrator', 'false', true, false],
    ['orchestrator', '0', true, false],
    ['orchestrator', 'perhaps', false, true],
  ])(
    'under the preset %s OBS_GARBAGE_COLLECTION=%s is understood: %s; watched: %s',
    async (preset, value, understood, watched) => {
      const app = run(['--expose-gc', '--require', '@obs/auto', 'collecting.cjs'], {
        OBS_PRESET: preset,
        OBS_GARBAGE_COLLECTION: value,
      });
      const url = await metricsUrl(app);
      const said = (await app.lines(/preset:/)).some((line) => line.includes('GARBAGE_COLLECTION'));
      expect(said).toBe(!understood);
      const text = await (await fetch(url)).text();
      expect(text).toMatch(/^(v8js_memory_heap|nodejs_heap_space_size)_used_bytes\{/m);
      expect(/^(v8js|nodejs)_gc_duration_seconds_count/m.test(text)).toBe(watched);
    },
  );

  it('begins when Node has chosen how it carries a context: ticks would stay general for good', async () => {
    const { stdout } = await run(['--expose-internals', '-r', '@obs/auto', 'context.cjs']).ended;
    expect(stdout).toBe('chosen\n');
  });

  it('gets no line under OBS_LOG=silent', async () => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], { OBS_LOG: 'silent' });
    await (await fetch(await app.url())).text();
    expect(await app.stop()).toMatchObject({ lines: [], stderr: '' });
  });
});

describe('@obs/auto stays out', () => {
  it('when it is loaded by --require and --import: each request counts once', async () => {
    const app = run(['--require', '@obs/auto', '--import', '@obs/auto', 'hello.mjs']);
    await (await fetch(await app.url())).text();
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => all[count('/')] !== undefined,
    );
    expect(samples[count('/')]).toBe(1);
    expect((await app.stop()).lines.filter((line) => line.includes('preset:'))).toHaveLength(1);
  });

  it('when two copies of it are loaded: one line, and each request counts once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'obs-auto-'));
    cpSync(fileURLToPath(new URL('../dist/cjs', import.meta.url)), folder, { recursive: true });
    const copy = join(folder, 'index.js');
    const app = run(['--require', copy, '--require', '@obs/auto', 'hello.cjs']);
    await (await fetch(await app.url())).text();
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => all[count('/')] !== undefined,
    );
    expect(samples[count('/')]).toBe(1);
    const { lines } = await app.stop();
    expect(lines.filter((line) => line.includes('loaded a second time'))).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  it('of worker threads', async () => {
    const app = run(['--require', '@obs/auto', 'worker.cjs'], { OBS_LOG: 'debug' });
    await (await fetch(await app.url())).text();
    await scrapeUntil(await metricsUrl(app), (all) => all[count('/')] === 1);
    const { lines } = await app.stop();
    expect(lines.filter((line) => line.includes('preset: default'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('a worker thread'))).toHaveLength(1);
  });

  it('of a launcher, so that the application it starts has the port', async () => {
    const port = await freePort();
    const app = run(['launcher/npm-cli.cjs'], {
      NODE_OPTIONS: '--require @obs/auto',
      OBS_METRICS_PORT: String(port),
    });
    await (await fetch(`${await app.url()}/started`)).text();
    await scrapeUntil(`http://127.0.0.1:${port}/metrics`, (all) => all[count('/started')] === 1);
    expect((await app.stop()).lines.join()).not.toContain('taken');
  });

  it('of the test runner, but not of what it runs', async () => {
    const app = run(['--require', '@obs/auto', '--test', 'tested.cjs']);
    const { code, stdout, lines } = await app.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('the application is tested');
    expect(lines.filter((line) => line.includes('preset: default')).length).toBeLessThanOrEqual(1);
  });
});

describe('the application lives on', () => {
  it('when the port is taken: one line says so and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.on('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const app = run(['--require', '@obs/auto', 'hello.cjs'], { OBS_METRICS_PORT: String(port) });
    expect(await (await fetch(`${await app.url()}/x`)).text()).toBe('hello /x');
    const lines = await app.lines(/taken/);
    expect(lines.filter((line) => line.includes('taken'))).toHaveLength(1);
    expect(lines.join()).toMatch(/choose another port/);
    other.close();
  });

  it('in a child process that finds its parent on the port', async () => {
    const port = String(await freePort());
    const app = run(['parent.cjs'], {
      NODE_OPTIONS: '--require @obs/auto',
      OBS_METRICS_PORT: port,
    });
    expect(await (await fetch(`${await app.url()}/x`)).text()).toBe('hello /x');
    await app.lines(new RegExp(`${port} on 127.0.0.1 is taken`));
  });

  it.each([
    ['OBS_LOG', 'loud', /not started: OBS_LOG is "loud".*"silent", "info" or "debug"/],
    ['OBS_METRICS_PORT', 'nine', /not started: OBS_METRICS_PORT is "nine"/],
    [
      'OTEL_METRICS_EXPORTER',
      'statsd,prometheus',
      /OTEL_METRICS_EXPORTER names statsd, which is left out/,
    ],
    ['OBS_INSTRUMENTATIONS', 'htp', /OBS_INSTRUMENTATIONS names htp.*did you mean http/],
    ['OBS_PRESET', 'jeves', /OBS_PRESET=jeves is not a preset; did you mean jeeves\?/],
    ['OBS_PRESET', './nowhere.mjs', /the preset file \.\/nowhere\.mjs cannot be used/],
    ['OBS_PRESET', './broken-preset.mjs', /this preset cannot be loaded/],
  ])('when %s is %s: one line with the way out', async (name, value, line) => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], { [name]: value });
    expect(await (await fetch(`${await app.url()}/x`)).text()).toBe('hello /x');
    expect((await app.lines(line)).filter((text) => line.test(text))).toHaveLength(1);
    expect((await app.stop()).stderr).toBe('');
  });

  it.each(['throws.cjs', 'exits.cjs', 'ends.cjs'])('%s ends as it does alone', async (file) => {
    const [alone, observed] = await Promise.all([
      run([file]).ended,
      run(['--require', '@obs/auto', file]).ended,
    ]);
    expect({ ...observed, lines: [] }).toEqual(alone);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
