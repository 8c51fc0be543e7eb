import { afterEach, describe, expect, it } from 'vitest';
import {
  type Application,
  application,
  metricsUrl,
  pick,
  samplesOf,
  scrape,
  scrapeUntil,
} from './child.js';

let app: Application | undefined;

afterEach(async () => {
  await app?.stop();
  app = undefined;
});

/** Runs the hello application under a preset, asks for /users/7, /users/8 and /missing. */
async function underPreset(env: Record<string, string>) {
  app = application(['--require', '@obs/auto', 'hello.cjs'], { OBS_METRICS_PORT: '', ...env });
  const url = await app.url();
  for (const path of ['/users/7', '/users/8', '/missing'])
    await (await fetch(`${url}${path}`)).text();
  return { url, app };
}

const httpService = {
  'http_requests_total{method="GET",status="200",endpoint="/users/:id"}': 2,
  'http_requests_total{method="GET",status="404",endpoint="unmatched"}': 1,
  http_request_duration_seconds_count: 3,
};

describe('on the application’s own port', () => {
  it.each([
    ['executives', /^http_request/, httpService],
    ['governance', /^http_request/, httpService],
    ['duplex', /^http_request/, httpService],
    [
      'jeeves',
      /^jeeves_http_request/,
      {
        'jeeves_http_requests_total{method="GET",path="/users/:id",status_code="200"}': 2,
        'jeeves_http_requests_total{method="GET",path="unmatched",status_code="404"}': 1,
        'jeeves_http_request_duration_seconds_count{method="GET",path="/users/:id"}': 2,
        'jeeves_http_request_duration_seconds_count{method="GET",path="unmatched"}': 1,
      },
    ],
    [
      'aoss',
      /^aoss_api_requests/,
      {
        'aoss_api_requests_total{method="GET",endpoint="/users/:id",status="200"}': 2,
        'aoss_api_requests_total{method="GET",endpoint="unmatched",status="404"}': 1,
      },
    ],
    [
      'gateway',
      /^gateway_http_request/,
      {
        'gateway_http_requests_total{method="GET",route="/users/:id",status_code="200"}': 2,
        'gateway_http_requests_total{method="GET",route="unmatched",status_code="404"}': 1,
        'gateway_http_request_duration_seconds_count{method="GET",route="/users/:id"}': 2,
        'gateway_http_request_duration_seconds_count{method="GET",route="unmatched"}': 1,
      },
    ],
  ])('%s records its families, and nothing for its scrapes', async (preset, pattern, expected) => {
    const { url } = await underPreset({ OBS_PRESET: preset });
    const withoutBuckets = (samples: Record<string, number>) =>
      Object.fromEntries(
        Object.entries(samplesOf(pick(samples, pattern))).filter(
          ([name]) => !/_(bucket|sum)/.test(name),
        ),
      );
    await scrape(`${url}/metrics`);
    const samples = await scrapeUntil(
      `${url}/metrics`,
      (all) => Object.keys(withoutBuckets(all)).length === Object.keys(expected).length,
    );
    expect(withoutBuckets(samples)).toEqual(samplesOf(expected));
  });

  it.each([
    ['executives', 'executive_analysis_total{executive="ceo"}', 0],
    ['governance', 'governance_vote_total{outcome="rejected"}', 0],
    ['duplex', 'duplex_sessions_active', 0],
    ['aoss', 'aoss_active_executions{agent_type="database"}', 0],
    ['state', 'state_workflow_completions_total{outcome="cancelled"}', 0],
    ['orchestrator', 'orchestrator_hitl_approvals_total{outcome="timeout"}', 0],
  ])('%s has its closed series at zero before anything happened', async (preset, name, value) => {
    const { url } = await underPreset({ OBS_PRESET: preset });
    expect((await scrape(`${url}/metrics`))[name]).toBe(value);
  });

  it.each(['executives', 'governance', 'duplex'])('%s says how healthy it is', async (preset) => {
    const { url } = await underPreset({ OBS_PRESET: preset });
    expect((await scrape(`${url}/metrics`))['service_health_status']).toBe(1);
  });

  it.each(['gateway', 'orchestrator', 'state'])('%s has process metrics', async (preset) => {
    const { url } = await underPreset({ OBS_PRESET: preset });
    // The sampler of the event loop ticks every 10 ms.
    const lag = 'nodejs_eventloop_lag_p99_seconds';
    const samples = await scrapeUntil(`${url}/metrics`, (all) => all[lag] !== undefined);
    expect(samples['process_cpu_seconds_total']).toBeGreaterThan(0);
    expect(samples['process_start_time_seconds']).toBeGreaterThan(1.7e9);
    expect(samples[lag]).toBeGreaterThan(0);
  });
});

describe('on a port of its own', () => {
  it('jeeves-engine has its zero series on METRICS_PORT and records no HTTP', async () => {
    const { app } = await underPreset({ OBS_PRESET: 'jeeves-engine', METRICS_PORT: '0' });
    const samples = await scrape(await metricsUrl(app));
    expect(samples['jeeves_meta_validation_total{outcome="passed"}']).toBe(0);
    expect(pick(samples, /http_/)).toEqual({});
  });

  it('jeeves-engine takes 9090 and says so when METRICS_PORT is no port', async () => {
    const { app } = await underPreset({ OBS_PRESET: 'jeeves-engine', METRICS_PORT: 'ninety' });
    await app.lines(/METRICS_PORT is no port.*9090/);
  });

  it('any preset has its metrics where OBS_METRICS_PORT says', async () => {
    const { url, app } = await underPreset({ OBS_PRESET: 'executives', OBS_METRICS_PORT: '0' });
    const metrics = await metricsUrl(app);
    expect(metrics).not.toContain(url);
    const samples = await scrapeUntil(
      metrics,
      (all) => all['http_request_duration_seconds_count'] === 3,
    );
    expect(pick(samples, /^http_requests/)).toEqual(
      samplesOf({
        'http_requests_total{method="GET",status="200",endpoint="/users/:id"}': 2,
        'http_requests_total{method="GET",status="404",endpoint="unmatched"}': 1,
      }),
    );
  });
});

describe('of the user’s own', () => {
  it('a file gives families, names and zero series', async () => {
    const { app } = await underPreset({ OBS_PRESET: './preset.mjs', OBS_METRICS_PORT: '0' });
    expect((await app.lines(/^bakery/)).join()).toContain('preset: bakery');
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => Object.keys(pick(all, /^bakery_requests/)).length === 2,
    );
    expect(pick(samples, /^bakery/)).toEqual(
      samplesOf({
        'bakery_requests_total{verb="GET",where="/users/:id",result="200"}': 2,
        'bakery_requests_total{verb="GET",where="unmatched",result="404"}': 1,
        'bakery_ovens_total{size="small"}': 0,
        'bakery_ovens_total{size="large"}': 0,
      }),
    );
  });

  it('a list of instrumentations wins over the preset’s', async () => {
    const { app } = await underPreset({ OBS_INSTRUMENTATIONS: 'runtime', OBS_METRICS_PORT: '0' });
    const samples = await scrape(await metricsUrl(app));
    expect(samples['process_cpu_time_seconds_total{cpu_mode="user"}']).toBeGreaterThan(0);
    expect(pick(samples, /^http_/)).toEqual({});
  });
});
