import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Application, application, metricsUrl, pick, scrape } from './child.js';
import { receiver } from './otlp.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

const running: Application[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
});

function run(args: readonly string[], env?: Readonly<Record<string, string>>): Application {
  const app = application(args, env);
  running.push(app);
  return app;
}

/** How often calls ended how, without addresses: `server test.Echo/Once OK`. */
function calls(samples: Record<string, number>): Record<string, number> {
  const pattern = /^rpc_(server|client)_call_duration_seconds_count\{/;
  return Object.fromEntries(
    Object.entries(pick(samples, pattern)).map(([series, count]) => {
      const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(series)?.[1];
      const side = pattern.exec(series)?.[1];
      return [`${side} ${label('rpc_method')} ${label('rpc_status_code')}`, count];
    }),
  );
}

const once = {
  'server test.Echo/Once OK': 1,
  'server test.Echo/Many OK': 1,
  'client test.Echo/Once OK': 1,
  'client test.Echo/Many OK': 1,
};

describe('gRPC calls', () => {
  it.each([
    ['--require', 'libraries/grpc.cjs'],
    ['--import', 'libraries/grpc.cjs'],
    ['--require', 'libraries/grpc.mjs'],
    ['--import', 'libraries/grpc.mjs'],
  ])('under %s are counted once in %s', async (flag, file) => {
    const app = run([flag, '@obs/auto', file]);
    await (await fetch(await app.url())).text();
    expect(calls(await scrape(await metricsUrl(app)))).toEqual(once);
  });

  it('are counted once when there are spans, too', async () => {
    const collector = await receiver();
    const app = run(['--import', '@obs/auto', 'libraries/grpc.mjs'], collector.environment);
    await (await fetch(await app.url())).text();
    await collector.until((spans) => spans.length >= 5);
    expect(calls(await scrape(await metricsUrl(app)))).toEqual(once);
    collector.close();
  });

  it('have the preset’s families', async () => {
    const app = run(['--require', '@obs/auto', 'libraries/grpc.cjs'], {
      OBS_PRESET: 'jeeves-engine',
    });
    await (await fetch(await app.url())).text();
    const samples = await scrape(await metricsUrl(app));
    expect(pick(samples, /^jeeves_grpc_.*(total|count)\{.*Echo/)).toEqual({
      'jeeves_grpc_requests_total{method="/test.Echo/Once",status="success"}': 1,
      'jeeves_grpc_requests_total{method="/test.Echo/Many",status="success"}': 1,
      'jeeves_grpc_request_duration_seconds_count{method="/test.Echo/Once"}': 1,
      'jeeves_grpc_request_duration_seconds_count{method="/test.Echo/Many"}': 1,
    });
    expect(pick(samples, /^rpc_/)).toEqual({});
  });

  it('are not counted when the list of instrumentations has no grpc', async () => {
    const app = run(['--require', '@obs/auto', 'libraries/grpc.cjs'], {
      OBS_INSTRUMENTATIONS: 'http',
    });
    await (await fetch(await app.url())).text();
    expect(pick(await scrape(await metricsUrl(app)), /^rpc_/)).toEqual({});
  });

  it('leave nothing on the page of an application that makes none', async () => {
    const app = run(['--require', '@obs/auto', 'hello.cjs']);
    const text = await (await fetch(await metricsUrl(app))).text();
    expect(text).toContain('process_uptime_seconds');
    expect(text).not.toContain('rpc_');
  });
});
