import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrometheusApi, type PrometheusApi, toNodeListener } from '@obs/prometheus-api';
import {
  type PrometheusBackend,
  type PrometheusServer,
  prometheus,
  prometheus3,
  startPrometheus,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { loadContract } from '@obs-test/contract/src/contract.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { families, listen, type ObservedBackend, startBackend, stop } from '../src/backend.ts';

const growsFor = 16;
const prefix = '/prometheus/metrics';

/** Lines of a text answer without HELP, by what stands before the value. */
function samplesOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      line.slice(line.lastIndexOf(' ') + 1),
    ]),
  );
}

function typesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]),
  );
}

// A Prometheus 3 has to be built, which takes minutes: it is for the long tests.
const isDeep = process.env['OBS_TEST_DEEP'] === 'true';

describeWithBackend<PrometheusBackend>(
  `the eight endpoints over ${isDeep ? 'a Prometheus 3' : 'the oldest Prometheus in support'}`,
  isDeep ? prometheus3 : prometheus,
  specification,
);

function specification(found: () => PrometheusBackend): void {
  let backend: ObservedBackend;
  let server: PrometheusServer;
  let api: PrometheusApi;
  let base: string;
  const web = createServer((request, response) => {
    if (api) toNodeListener(api.handler)(request, response);
    else response.writeHead(503).end();
  });
  const get = async (endpoint: string) => {
    const response = await fetch(`${base}${prefix}/${endpoint}`);
    return { response, text: await response.text() };
  };

  beforeAll(async () => {
    const port = await listen(web);
    base = `http://127.0.0.1:${port}`;
    backend = await startBackend(growsFor);
    server = await startPrometheus({
      backend: found(),
      jobs: [
        { name: 'backend', targets: [backend.target] },
        // Prometheus itself is the judge of our text format.
        { name: 'answers', targets: [`${base}${prefix}/all`] },
      ],
    });
    api = createPrometheusApi({
      url: server.url,
      matchers: { job: 'backend' },
      rateWindow: '10s',
      freshMillis: 1,
      maxAgeMillis: 1,
      budgets: { summary: 10_000, system: 10_000, all: 10_000 },
    });
    await server.waitForTargets();
    // The window of the rates must lie within the time of growth.
    const untilFull = (backend.startedAt + 14) * 1000 - Date.now();
    await sleep(Math.max(0, untilFull));
  });

  afterAll(async () => {
    api?.close();
    await server?.stop();
    await backend?.stop();
    await stop(web);
  });

  it('is fed with every family of the contract, with its type', () => {
    const promised = loadContract().families.filter(({ section }) => section === 4);
    const fed = families.map(({ name, type }) => `${name} ${type}`);
    expect(fed.sort()).toEqual(promised.map(({ name, type }) => `${name} ${type}`).sort());
  });

  it('answers what changes while it changes', async () => {
    const summary = JSON.parse((await get('summary')).text);
    const performance = await get('performance');
    expect(summary.errors).toEqual([]);
    // 1 of 10 requests a second fails; 10 requests take 2.5 s.
    expect(summary.metrics.http).toMatchObject({ error_rate: '0.1000', avg_latency_ms: '250.00' });
    expect(summary.metrics.models).toMatchObject({
      error_rate: '0.1250',
      avg_latency_ms: '1500.00',
    });
    expect(summary.metrics.providers.avg_response_ms).toBe('500.00');
    expect(summary.metrics.database).toMatchObject({
      avg_query_ms: '20.00',
      cache_hit_rate: '0.7500',
    });
    // On a busy machine scrapes are lost, and Prometheus then extrapolates further or not so far.
    const about = (perMinute: number) => [perMinute * 0.5, perMinute * 1.5] as const;
    const rates = {
      http: [Number(summary.metrics.http.request_rate_per_minute), ...about(600)],
      models: [Number(summary.metrics.models.request_rate_per_minute), ...about(480)],
      database: [Number(summary.metrics.database.query_rate_per_minute), ...about(1200)],
    };
    for (const [rate, least, most] of Object.values(rates)) {
      expect(rate).toBeGreaterThan(least!);
      expect(rate).toBeLessThan(most!);
    }
    const { fastapi_requests_duration_seconds_p95: p95, ...rest } = samplesOf(performance.text);
    // Rank 9.5 of 10 lies half way from 0.1 to 0.5 s.
    expect(Number(p95)).toBeCloseTo(0.3, 6);
    expect(Number(rest['database_query_duration_seconds_p95'])).toBeCloseTo(0.029, 6);
    expect(Number(rest['cache_hit_rate'])).toBeCloseTo(0.75, 6);
    expect(rest['cache_size_bytes']).toBe('12288');
  });

  it('answers the totals', async () => {
    const total = 1000 + 2000 + 1100 + 1050 + 10 * growsFor;
    const http = await waitFor(
      async () => {
        const { metrics } = JSON.parse((await get('summary')).text);
        return metrics.http.total_requests === String(total) && metrics;
      },
      { what: `${total} requests` },
    );
    expect(http).toMatchObject({
      http: { in_progress: '7' },
      models: { total_requests: String(6000 + 8 * growsFor) },
      providers: { total: '12', healthy: '9', degraded: '2', down: '1' },
      business: {
        active_api_keys: '321',
        subscriptions: '45',
        active_trials: '6',
        tokens_used: String(300_000 + 150 * growsFor),
        credits_used: '3000.75',
      },
    });
  });

  it('/system', async () => {
    const { response, text } = await get('system');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(typesOf(text)).toEqual({
      fastapi_requests_total: 'counter',
      fastapi_requests_duration_seconds: 'histogram',
      fastapi_requests_in_progress: 'gauge',
      fastapi_exceptions_total: 'counter',
    });
    expect(samplesOf(text)).toEqual({
      'fastapi_requests_total{status="200"}': String(3000 + 8 * growsFor),
      'fastapi_requests_total{status="404"}': String(1100 + growsFor),
      'fastapi_requests_total{status="500"}': String(1050 + growsFor),
      'fastapi_requests_duration_seconds_bucket{le="0.1"}': String(5000 + 9 * growsFor),
      'fastapi_requests_duration_seconds_bucket{le="0.5"}': String(5100 + 10 * growsFor),
      'fastapi_requests_duration_seconds_bucket{le="+Inf"}': String(5150 + 10 * growsFor),
      fastapi_requests_duration_seconds_sum: String(1000 + 2.5 * growsFor),
      fastapi_requests_duration_seconds_count: String(5150 + 10 * growsFor),
      fastapi_requests_in_progress: '7',
      fastapi_exceptions_total: '3000',
    });
  });

  it('/providers', async () => {
    const { text } = await get('providers');
    expect(typesOf(text)).toEqual({
      gatewayz_providers_total: 'gauge',
      gatewayz_providers_healthy: 'gauge',
      gatewayz_providers_degraded: 'gauge',
      gatewayz_providers_down: 'gauge',
      provider_availability: 'gauge',
      provider_error_rate: 'gauge',
      provider_response_time_seconds: 'histogram',
      gatewayz_provider_health_score: 'gauge',
    });
    expect(samplesOf(text)).toEqual({
      gatewayz_providers_total: '12',
      gatewayz_providers_healthy: '9',
      gatewayz_providers_degraded: '2',
      gatewayz_providers_down: '1',
      'provider_availability{provider="anthropic"}': '1',
      'provider_availability{provider="openai"}': '0.999',
      'provider_error_rate{provider="anthropic"}': '0',
      'provider_error_rate{provider="openai"}': '0.25',
      'provider_response_time_seconds_bucket{provider="openai",le="1.5"}': String(
        3000 + 3 * growsFor,
      ),
      'provider_response_time_seconds_bucket{provider="openai",le="+Inf"}': String(
        4000 + 4 * growsFor,
      ),
      'provider_response_time_seconds_sum{provider="openai"}': String(2000 + 2 * growsFor),
      'provider_response_time_seconds_count{provider="openai"}': String(4000 + 4 * growsFor),
      'gatewayz_provider_health_score{provider="anthropic"}': '99',
      'gatewayz_provider_health_score{provider="openai"}': '87.5',
    });
  });

  it('/models', async () => {
    const { text } = await get('models');
    const gpt = 'model="gpt-4o",provider="openai"';
    const claude = 'model="claude \\"3\\"",provider="anthropic"';
    expect(samplesOf(text)).toEqual({
      [`model_inference_requests_total{${gpt},status="success"}`]: String(1000 + 3 * growsFor),
      [`model_inference_requests_total{${gpt},status="error"}`]: String(2000 + growsFor),
      [`model_inference_requests_total{${claude},status="success"}`]: String(3000 + 4 * growsFor),
      [`model_inference_duration_seconds_bucket{${gpt},le="2.5"}`]: String(3000 + 4 * growsFor),
      [`model_inference_duration_seconds_bucket{${gpt},le="+Inf"}`]: String(3000 + 4 * growsFor),
      [`model_inference_duration_seconds_sum{${gpt}}`]: String(6000 + 6 * growsFor),
      [`model_inference_duration_seconds_count{${gpt}}`]: String(3000 + 4 * growsFor),
      [`tokens_used_total{${gpt}}`]: String(100_000 + 100 * growsFor),
      [`tokens_used_total{${claude}}`]: String(200_000 + 50 * growsFor),
      [`credits_used_total{${gpt}}`]: '1000.25',
      [`credits_used_total{${claude}}`]: '2000.5',
    });
  });

  it('/business', async () => {
    const { text } = await get('business');
    expect(samplesOf(text)).toEqual({
      active_api_keys: '321',
      subscription_count: '45',
      trial_active: '6',
      tokens_used_total: String(300_000 + 150 * growsFor),
      credits_used_total: '3000.75',
    });
  });

  it('/all has what the others have, each family once', async () => {
    const { text } = await get('all');
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    const all = samplesOf(text);
    for (const endpoint of ['system', 'providers', 'models']) {
      expect(all).toMatchObject(samplesOf((await get(endpoint)).text));
    }
    expect(all).toMatchObject({ active_api_keys: '321', cache_size_bytes: '12288' });
    expect(all['prometheus_api_summary{group="http",field="in_progress"}']).toBe('7');
    expect(all).not.toHaveProperty('tokens_used_total');
  });

  it('/docs names queries that Prometheus takes', async () => {
    const { text } = await get('docs');
    const queries = [...text.matchAll(/\| `([^`]+)` \|$/gm)].map(([, query]) =>
      query!.replaceAll('\\|', '|'),
    );
    expect(queries.length).toBeGreaterThan(40);
    for (const query of queries) expect(await server.query(query), query).not.toEqual([]);
  });

  it('writes what Prometheus itself can scrape', async () => {
    await waitFor(
      async () => {
        const [sample] = await server.query('active_api_keys{job="answers"}');
        return sample?.value === 321;
      },
      { what: 'a scrape of /all' },
    );
    const [up] = await server.query('up{job="answers"}');
    expect(up?.value).toBe(1);
  });

  it('outlives Prometheus', async () => {
    await server.stop();
    const { response, text } = await get('summary');
    const { metrics, error } = JSON.parse(text);
    expect(response.status).toBe(200);
    expect(metrics.http.total_requests).toBe('N/A');
    expect(error.code).toBe('OBS_PROMAPI_UNREACHABLE');
    expect((await get('all')).text).toBe('');
    expect((await get('summary?strict=1')).response.status).toBe(502);
    expect((await get('docs')).response.status).toBe(200);
  });
}
