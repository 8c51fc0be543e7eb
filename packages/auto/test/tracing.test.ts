import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Application, application, metricsUrl } from './child.js';
import { type ReceivedSpan, type Receiver, receiver } from './otlp.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

const running: Application[] = [];
let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
  collector.close();
});

function run(args: readonly string[], env?: Readonly<Record<string, string>>): Application {
  const app = application(args, { ...collector.environment, ...env });
  running.push(app);
  return app;
}

const named = (spans: readonly ReceivedSpan[], kind: string, path: string) =>
  spans.find(
    (span) =>
      span.kind === kind &&
      String(span.attributes['url.path'] ?? span.attributes['url.full']).endsWith(path),
  ) as ReceivedSpan;

describe('with an OTLP endpoint', () => {
  it.each([
    ['CommonJS under --require', ['--require', '@obs/auto', 'calls.cjs']],
    ['CommonJS under --import', ['--import', '@obs/auto', 'calls.cjs']],
    ['an ES module under --require', ['--require', '@obs/auto', 'calls.mjs']],
    ['an ES module under --import', ['--import', '@obs/auto', 'calls.mjs']],
  ])('%s has one trace for a request and the calls it makes', async (_what, args) => {
    const app = run(args, { OTEL_SERVICE_NAME: 'caller' });
    await (await fetch(`${await app.url()}/calls?token=secret`)).text();
    const spans = await collector.until((all) => all.length >= 5);
    expect(spans).toHaveLength(5);
    expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
    expect(new Set(spans.map((span) => span.service))).toEqual(new Set(['caller']));
    const root = named(spans, 'SERVER', '/calls');
    expect(root.parentSpanId).toBe('');
    for (const path of ['/got', '/fetched']) {
      const client = named(spans, 'CLIENT', path);
      expect(client.parentSpanId).toBe(root.spanId);
      expect(named(spans, 'SERVER', path).parentSpanId).toBe(client.spanId);
    }
    expect(collector.bodies.join()).not.toContain('secret');
  });

  it.each(['express.cjs', 'express.mjs', 'fastify.cjs', 'fastify.mjs'])(
    'server spans of %s are named after the route that the metrics have',
    async (file) => {
      const app = run(['--import', '@obs/auto', file]);
      const url = await app.url();
      await (await fetch(`${url}/tenants/acme/users/ada`)).text();
      await (await fetch(`${url}/nowhere/at/all`)).text();
      const spans = await collector.until((all) => all.length >= 2);
      expect(spans.map(({ name }) => name)).toEqual(['GET /tenants/:tenant/users/:id', 'GET']);
      expect(spans.map(({ attributes }) => attributes['http.route'])).toEqual([
        '/tenants/:tenant/users/:id',
        undefined,
      ]);
    },
  );

  it.each(['secure.cjs', 'secure.mjs'])('%s has its calls over HTTPS in a span', async (file) => {
    run(['--import', '@obs/auto', file]);
    const [span] = await collector.until((all) => all.length === 1);
    expect(span).toMatchObject({ kind: 'CLIENT', status: 'ERROR' });
    expect(span?.attributes['url.full']).toBe('https://127.0.0.1:1/path');
    expect(collector.bodies.join()).not.toContain('secret');
  });

  it('histograms lead to a trace from the first request on', async () => {
    const app = run(['--import', '@obs/auto', 'hello.mjs']);
    await (await fetch(`${await app.url()}/users/7`)).text();
    const [span] = await collector.until((all) => all.length === 1);
    const headers = { accept: 'application/openmetrics-text' };
    const text = await (await fetch(await metricsUrl(app), { headers })).text();
    const exemplars = text.match(/^http_server_request_duration_seconds_bucket.*# \{.*$/gm) ?? [];
    expect(exemplars).toHaveLength(1);
    expect(exemplars[0]).toContain(`trace_id="${span?.traceId}"`);
    expect(exemplars[0]).toContain(`span_id="${span?.spanId}"`);
  });

  it('each request counts once, and by our families alone', async () => {
    const app = run(['--import', '@obs/auto', 'calls.mjs']);
    await (await fetch(`${await app.url()}/calls`)).text();
    await collector.until((all) => all.length >= 5);
    const text = await (await fetch(await metricsUrl(app))).text();
    const counts = text.match(/^http_\w+_count\{.*$/gm) ?? [];
    expect(counts.filter((line) => line.includes('"/calls"'))).toHaveLength(1);
    expect(text).not.toContain('otel_scope_name="@opentelemetry/instrumentation-http"');
    expect((await app.stop()).lines.join()).not.toContain('different descriptions');
  });

  it('scrapes and exports make no spans', async () => {
    for (const port of ['0', 'app']) {
      const app = run(['--import', '@obs/auto', 'calls.mjs'], { OBS_METRICS_PORT: port });
      const url = await app.url();
      await (await fetch(port === 'app' ? `${url}/metrics` : await metricsUrl(app))).text();
      await (await fetch(`${url}/last`)).text();
      const last = (spans: readonly ReceivedSpan[]) =>
        named(spans, 'SERVER', '/last') !== undefined;
      const spans = await collector.until(last);
      await app.stop();
      expect(spans.map((span) => span.attributes['url.path'])).toEqual(spans.map(() => '/last'));
    }
  });

  it('the start line says where they go, without credentials', async () => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://me:hidden@127.0.0.1:1/v1/traces?key=hidden',
    });
    const lines = (await app.lines(/preset:/)).join();
    expect(lines).toContain('; traces to http://127.0.0.1:1/v1/traces; ');
    expect(lines).not.toContain('hidden');
  });

  it('what ended before SIGTERM is delivered', async () => {
    const app = run(['--require', '@obs/auto', 'hello.cjs'], { OTEL_BSP_SCHEDULE_DELAY: '60000' });
    const url = await app.url();
    for (let i = 0; i < 20; i += 1) await (await fetch(`${url}/${i}`)).text();
    await app.stop();
    expect(collector.spans).toHaveLength(20);
  });
});

describe('without an endpoint', () => {
  const loaded = async (env: Readonly<Record<string, string>>) => {
    const app = application(['--require', '@obs/auto', 'modules.cjs'], env);
    const { stdout } = await app.ended;
    return stdout;
  };

  it('nothing of tracing is loaded', async () => {
    expect(await loaded({})).not.toMatch(/tracing\.js|sdk-trace/);
    expect(await loaded({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:1' })).not.toMatch(
      /tracing\.js|sdk-trace/,
    );
  });

  it('tracing is on when an exporter is named, and off under none', async () => {
    expect(await loaded({ OTEL_TRACES_EXPORTER: 'console' })).toContain('tracing.js');
    expect(
      await loaded({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_TRACES_EXPORTER: 'none',
      }),
    ).not.toContain('tracing.js');
  });
});
