import { afterEach, describe, expect, it } from 'vitest';
import type { PrometheusApi, PrometheusApiOptions } from '../src/index.js';
import { createPrometheusApi } from '../src/index.js';
import { parseExposition, testApi } from './support/client.js';
import {
  json,
  type Script,
  type ScriptedPrometheus,
  startScripted,
  value,
} from './support/scripted.js';

let prometheus: ScriptedPrometheus;
let api: PrometheusApi;

afterEach(async () => {
  api?.close();
  await prometheus?.close();
});

async function over(script: Script, options: PrometheusApiOptions = {}) {
  prometheus = await startScripted(script);
  const made = testApi({ url: prometheus.url, ...options });
  api = made.api;
  return made;
}

type Row = readonly [metric: Record<string, string>, value: string];

/** Answers rows to queries with a word in them, and nothing to others. */
function rowsFor(word: string, rows: readonly Row[]): Script {
  return (call, response) => {
    const result = call.query.includes(word)
      ? rows.map(([metric, text]) => ({ metric, value: [1, text] }))
      : [];
    json({ status: 'success', data: { resultType: 'vector', result } })(call, response);
  };
}

describe('a text endpoint', () => {
  it('writes labels as the format wants them', async () => {
    const model = 'a"b\\c\nd é';
    const labels = { __name__: 'tokens_used_total', model, provider: 'p' };
    const { get } = await over(rowsFor('tokens_used_total|', [[labels, '1']]));
    const { text } = await get('models');
    parseExposition(text);
    expect(text).toContain('tokens_used_total{model="a\\"b\\\\c\\nd é",provider="p"} 1\n');
  });

  it('writes values as Prometheus has them', async () => {
    const values = ['1e+06', '0.30000000000000004', '+Inf', '-Inf', 'NaN', '-0'];
    const rows = values.map((text, index): Row => [{ status: String(index) }, text]);
    const { get } = await over(rowsFor('(fastapi_requests_total)', rows));
    const lines = (await get('system')).text
      .split('\n')
      .filter((line) => line.includes('{status='));
    expect(lines.map((line) => line.split(' ')[1])).toEqual(values);
  });

  it('writes a histogram in order, and one bucket for 1 and 1.0', async () => {
    const name = 'fastapi_requests_duration_seconds';
    const bucket = (le: string, text: string): Row => [{ __name__: `${name}_bucket`, le }, text];
    const { get } = await over(
      rowsFor(`${name}_bucket|`, [
        bucket('+Inf', '9'),
        bucket('10', '8'),
        [{ __name__: `${name}_count` }, '9'],
        bucket('1.0', '3'),
        bucket('2.5', '6'),
        bucket('1', '2'),
        [{ __name__: `${name}_sum` }, '4.5'],
      ]),
    );
    const lines = (await get('system')).text.split('\n').filter((line) => line.startsWith(name));
    expect(lines.map((line) => line.slice(name.length))).toEqual([
      '_bucket{le="1.0"} 5',
      '_bucket{le="2.5"} 6',
      '_bucket{le="10"} 8',
      '_bucket{le="+Inf"} 9',
      '_sum 4.5',
      '_count 9',
    ]);
  });

  it('does not depend on the order of the answer', async () => {
    const name = { __name__: 'provider_availability' };
    const rows: Row[] = [
      [{ ...name, provider: 'b' }, '2'],
      [{ ...name, provider: 'a' }, '1'],
    ];
    const word = 'provider_availability|';
    const first = await (await over(rowsFor(word, rows))).get('providers');
    await prometheus.close();
    const second = await (await over(rowsFor(word, rows.toReversed()))).get('providers');
    expect(second.text).toBe(first.text);
    expect(first.text).toContain('{provider="a"} 1\nprovider_availability{provider="b"} 2\n');
  });

  it('has HELP and TYPE also for a family without series', async () => {
    const { get } = await over(rowsFor('nothing', []));
    const { text } = await get('all');
    const { types, samples } = parseExposition(text);
    expect(samples).toEqual([]);
    expect(Object.fromEntries(types)).toMatchObject({
      gatewayz_providers_total: 'gauge',
      fastapi_requests_total: 'counter',
      model_inference_duration_seconds: 'histogram',
      fastapi_requests_duration_seconds_p95: 'gauge',
      cache_hit_rate: 'gauge',
    });
  });
});

describe('the summary', () => {
  it('takes rate and error rate from the requests by status', async () => {
    const { get } = await over(
      rowsFor('sum by (status) (rate(fastapi_requests_total', [
        [{ status: '200' }, '6'],
        [{ status: '404' }, '1'],
        [{ status: '500' }, '2'],
        [{ status: '503' }, '1'],
      ]),
    );
    const { metrics } = JSON.parse((await get('summary')).text);
    expect(metrics.http).toMatchObject({ request_rate_per_minute: '600.00', error_rate: '0.3000' });
  });

  it('knows no error rate when nothing happened: that is no failure', async () => {
    const { get } = await over(rowsFor('sum by (status) (rate(', [[{ status: '200' }, '0']]));
    const { metrics, errors } = JSON.parse((await get('summary')).text);
    expect(metrics.http).toMatchObject({ request_rate_per_minute: '0.00', error_rate: 'N/A' });
    expect(errors).toContainEqual(
      expect.objectContaining({ metric: 'http.error_rate', cause: 'nan' }),
    );
    expect((await get('summary?strict=1')).status).toBe(200);
  });

  it('takes as errors what it is told to', async () => {
    const rows: Row[] = [
      [{ status: 'fine' }, '3'],
      [{ status: 'finest' }, '1'],
    ];
    const { get } = await over(rowsFor('rate(model_inference_requests_total', rows), {
      modelSuccessStatus: 'fine',
    });
    const { metrics } = JSON.parse((await get('summary')).text);
    expect(metrics.models.error_rate).toBe('0.2500');
  });
});

describe('the observed backend', () => {
  it('may have other names', async () => {
    const { get } = await over(value('5'), {
      familyPrefix: 'shop',
      families: { tokensUsed: 'llm_tokens_total', requestsDuration: 'http_seconds' },
    });
    const { types } = parseExposition((await get('all')).text);
    const names = [...types.keys()];
    expect(names).toEqual(
      expect.arrayContaining(['shop_requests_total', 'llm_tokens_total', 'http_seconds_p95']),
    );
    const text = names.join() + prometheus.calls.map(({ query }) => query).join();
    expect(text).not.toMatch(/fastapi|tokens_used/);
    expect((await get('docs')).text).not.toMatch(/fastapi|tokens_used_total/);
  });

  it('may be one of several in a Prometheus', async () => {
    const { get } = await over(value('5'), { matchers: { job: 'a"b', cluster: 'c' } });
    await get('all');
    for (const { query } of prometheus.calls) {
      const selectors = query.match(/\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors) expect(selector).toContain('job="a\\"b", cluster="c"}');
    }
  });

  it.each<[string, PrometheusApiOptions]>([
    ['a key that is none', { families: { nope: 'x' } as object }],
    ['a name that is none', { families: { requests: 'a-b' } }],
    ['a prefix that is none', { familyPrefix: '9' }],
    ['one name twice', { families: { requests: 'x', exceptions: 'x' } }],
    ['the name of a computed value', { families: { cacheSize: 'cache_hit_rate' } }],
    ['a window that is none', { rateWindow: '5 minutes' }],
    ['a label that is none', { matchers: { 'a b': 'x' } }],
    ['a pattern that is none', { httpErrorStatus: '(' }],
    ['a path that is none', { prefix: 'metrics?' }],
    ['an age below the fresh one', { freshMillis: 10, maxAgeMillis: 5 }],
    ['a budget of nothing', { budgets: { all: 0 } }],
    ['a budget for nothing', { budgets: { docs: 5 } as object }],
    ['an empty allow-list', { proxy: { allow: [] } }],
    ['a pattern in the allow-list', { proxy: { allow: ['fastapi_.*'] } }],
    ['a range that is none', { proxy: { maxRange: 'x' } }],
  ])('cannot have %s', (_name, options) => {
    expect(() => createPrometheusApi(options)).toThrow(
      expect.objectContaining({ code: 'OBS_PROMAPI_INVALID_OPTION' }),
    );
  });
});

describe('/docs', () => {
  it('has every query that is asked, and no other', async () => {
    const { get } = await over(value('1'), { rateWindow: '2m' });
    await get('all');
    const { text, headers } = await get('docs');
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
    const documented = [...text.matchAll(/\| `([^`]+)` \|$/gm)].map(([, query]) =>
      query!.replaceAll('\\|', '|'),
    );
    expect(new Set(documented)).toEqual(new Set(prometheus.calls.map(({ query }) => query)));
  });

  it('has queries that read nothing but the catalog: its own proxy lets them through', async () => {
    const { get } = await over(value('1'), { proxy: true });
    const { text } = await get('docs');
    const queries = [...text.matchAll(/\| `([^`]+)` \|$/gm)].map(([, query]) =>
      query!.replaceAll('\\|', '|'),
    );
    for (const query of new Set(queries)) {
      const url = `/api/v1/query?${new URLSearchParams({ query })}`;
      const answer = await api.handler({ method: 'GET', url, headers: {} });
      expect(answer!.status, query).toBe(200);
    }
  });

  it('asks Prometheus nothing', async () => {
    const { get } = await over(value('1'));
    await get('docs');
    await get('openapi.json');
    expect(prometheus.calls).toEqual([]);
  });
});

describe('the handler', () => {
  it('knows its paths and leaves the others', async () => {
    await over(value('1'));
    const ask = (url: string, method = 'GET') => api.handler({ method, url, headers: {} });
    expect(await ask('/')).toBeUndefined();
    expect(await ask('/prometheus/metricsx')).toBeUndefined();
    expect((await ask('/prometheus/metrics/nope'))!.status).toBe(404);
    expect((await ask('/prometheus/metrics/../../etc'))!.status).toBe(404);
    expect((await ask('/prometheus/metrics/summary', 'POST'))!.status).toBe(405);
    expect((await ask('/prometheus/metrics/summary?a=1&b', 'HEAD'))!.status).toBe(200);
    expect((await ask('http://host/prometheus/metrics/docs'))!.status).toBe(200);
  });

  it('serves under another path', async () => {
    prometheus = await startScripted(value('1'));
    api = createPrometheusApi({ url: prometheus.url, prefix: '/api/stats/' });
    const ask = (url: string) => api.handler({ method: 'GET', url, headers: {} });
    expect((await ask('/api/stats/summary'))!.status).toBe(200);
    expect(await ask('/prometheus/metrics/summary')).toBeUndefined();
  });
});
