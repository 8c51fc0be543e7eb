import { afterEach, describe, expect, it } from 'vitest';
import type { HandlerRequest, PrometheusApi, ProxyOptions } from '../src/index.js';
import { createPrometheusApi } from '../src/index.js';
import {
  apiError,
  json,
  page,
  type Script,
  type ScriptedPrometheus,
  silent,
  startScripted,
} from './support/scripted.js';

let prometheus: ScriptedPrometheus;
let api: PrometheusApi;

afterEach(async () => {
  api.close();
  await prometheus.close();
});

const nothing = json({ status: 'success', data: { resultType: 'vector', result: [] } });

async function over(script: Script, proxy: ProxyOptions | true = true) {
  prometheus = await startScripted(script);
  api = createPrometheusApi({ url: prometheus.url, proxy, log: () => {} });
  const send = async (request: Partial<HandlerRequest> & { url: string }) => {
    const answer = await api.handler({ method: 'GET', headers: {}, ...request });
    if (!answer) return undefined;
    const text = Buffer.from(answer.body ?? []).toString('utf8');
    return { status: answer.status, headers: answer.headers, json: JSON.parse(text) };
  };
  const get = (path: string, parameters: [string, string][] | Record<string, string> = {}) =>
    send({ url: `/api/v1/${path}?${new URLSearchParams(parameters)}` });
  const post = (path: string, parameters: Record<string, string>) =>
    send({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: async () => new URLSearchParams(parameters).toString(),
    });
  return { send, get, post };
}

describe('without being asked for', () => {
  it('there is no proxy', async () => {
    prometheus = await startScripted(nothing);
    api = createPrometheusApi({ url: prometheus.url });
    const url = '/api/v1/query?query=1';
    expect(await api.handler({ method: 'GET', url, headers: {} })).toBeUndefined();
  });
});

describe('a query', () => {
  it.each(['get', 'post'] as const)('goes through by %s', async (method) => {
    const data = { resultType: 'scalar', result: [1, '2'] };
    const client = await over(json({ status: 'success', data }));
    const parameters = { query: 'active_api_keys # mine', time: '2030-01-01T00:00:00Z' };
    const answer = await client[method]('query', parameters);
    expect(answer).toMatchObject({ status: 200, json: { status: 'success', data } });
    expect(Object.fromEntries(prometheus.calls[0]!.parameters)).toEqual({
      query: 'active_api_keys',
      time: '1893456000',
      timeout: '10000ms',
    });
  });

  it('of a family outside is refused, with the reason, and never sent', async () => {
    const { get } = await over(nothing);
    const answer = await get('query', { query: 'sum(node_load1)' });
    expect(answer).toMatchObject({
      status: 403,
      json: { status: 'error', errorType: 'forbidden', code: 'OBS_PROMAPI_REFUSED' },
    });
    expect(answer!.json.error).toContain('"node_load1", which is not on the allow-list');
    expect(prometheus.calls).toHaveLength(0);
  });

  it('reads by default what the eight endpoints read, and a histogram by its parts', async () => {
    const { get } = await over(nothing);
    const query = 'sum by (le) (rate(database_query_duration_seconds_bucket[5m]))';
    expect((await get('query', { query }))!.status).toBe(200);
    expect((await get('query', { query: 'active_api_keys_bucket' }))!.status).toBe(403);
  });

  it('reads what it is told to, and nothing else then', async () => {
    const { get } = await over(nothing, {
      allow: ['up', { name: 'x_seconds', type: 'histogram' }, { name: 'y', type: 'summary' }],
    });
    for (const query of ['up', 'x_seconds_bucket', 'x_seconds_sum', 'y', 'y_count']) {
      expect((await get('query', { query }))!.status, query).toBe(200);
    }
    for (const query of ['active_api_keys', 'x_seconds', 'up_sum', 'y_bucket']) {
      expect((await get('query', { query }))!.status, query).toBe(403);
    }
  });

  it.each<[string, [string, string][]]>([
    ['nothing to ask', []],
    [
      'two questions',
      [
        ['query', 'up'],
        ['query', 'secret'],
      ],
    ],
    [
      'two times',
      [
        ['query', '1'],
        ['time', '1'],
        ['time', '2'],
      ],
    ],
    [
      'no time',
      [
        ['query', '1'],
        ['time', 'now'],
      ],
    ],
    [
      'no number',
      [
        ['query', '1'],
        ['time', '1e400'],
      ],
    ],
    [
      'no timeout',
      [
        ['query', '1'],
        ['timeout', '-1s'],
      ],
    ],
  ])('with %s is a bad one', async (_name, parameters) => {
    const { get } = await over(nothing);
    expect(await get('query', parameters)).toMatchObject({
      status: 400,
      json: { errorType: 'bad_data' },
    });
    expect(prometheus.calls).toHaveLength(0);
  });

  it('sends nothing on that it does not know', async () => {
    const { get } = await over(nothing);
    await get('query', { query: '1', lookback_delta: '1y', stats: 'all', 'match[]': 'secret' });
    expect([...prometheus.calls[0]!.parameters.keys()].sort()).toEqual(['query', 'timeout']);
  });

  it.each([
    ['PUT', {}],
    ['POST', { 'content-type': 'application/json' }],
  ])('by %s with %j is a bad one', async (method, headers) => {
    const { send } = await over(nothing);
    expect(await send({ method, url: '/api/v1/query', headers })).toMatchObject({ status: 400 });
  });
});

describe('a range query', () => {
  const range = { query: 'active_api_keys', start: '0', end: '3600', step: '15' };

  it('goes through', async () => {
    const { post } = await over(nothing);
    expect((await post('query_range', range))!.status).toBe(200);
    expect(Object.fromEntries(prometheus.calls[0]!.parameters)).toMatchObject(range);
  });

  it.each([
    ['too many steps', { end: '20000', step: '1' }],
    ['too small a step', { step: '0.5' }],
    ['too long a range', { end: String(40 * 86_400), step: '3600' }],
    [
      'too long a range with what its selectors read',
      { end: String(31 * 86_400), step: '3600', query: 'rate(cache_hits_total[1h])' },
    ],
    ['too many evaluations', { step: '1', query: 'max_over_time(active_api_keys[1h:1m])' }],
  ])('of %s is beyond the limits', async (_name, change) => {
    const { get } = await over(nothing);
    expect(await get('query_range', { ...range, ...change })).toMatchObject({
      status: 400,
      json: { code: 'OBS_PROMAPI_LIMIT' },
    });
    expect(prometheus.calls).toHaveLength(0);
  });

  it.each([{ end: '-1' }, { step: '0' }, { start: '' }])('with %j is a bad one', async (change) => {
    const { get } = await over(nothing);
    expect((await get('query_range', { ...range, ...change }))!.status).toBe(400);
  });
});

describe('what there is', () => {
  it('of series is listed for allowed selectors only', async () => {
    const data = [{ __name__: 'active_api_keys' }, { __name__: 'secret' }];
    const { get } = await over(json({ status: 'success', data }));
    const series = await get('series', { 'match[]': 'active_api_keys' });
    // The server would not give it; should it, it goes no further.
    expect(series!.json.data).toEqual([{ __name__: 'active_api_keys' }]);
    expect((await get('series'))!.status).toBe(400);
    expect((await get('series', { 'match[]': '{job="x"}' }))!.status).toBe(403);
    const two: [string, string][] = [
      ['match[]', 'active_api_keys'],
      ['match[]', 'secret'],
    ];
    expect((await get('series', two))!.status).toBe(403);
    expect(prometheus.calls).toHaveLength(1);
  });

  it('of labels is that of allowed series, also when no selector is given', async () => {
    const { get } = await over(json({ status: 'success', data: ['job'] }), { allow: ['a', 'b'] });
    expect((await get('labels'))!.json.data).toEqual(['job']);
    expect((await get('label/job/values'))!.json.data).toEqual(['job']);
    for (const { parameters } of prometheus.calls) {
      expect(parameters.getAll('match[]')).toEqual(['{__name__=~"a|b"}']);
    }
    expect((await get('labels', { 'match[]': 'secret' }))!.status).toBe(403);
    expect((await get('label/a%2Fb/values'))!.status).toBe(400);
    expect(prometheus.calls).toHaveLength(2);
  });

  it('of names is the allow-list, whatever the server gives', async () => {
    const { get } = await over(json({ status: 'success', data: ['a', 'secret'] }), {
      allow: ['a'],
    });
    expect((await get('label/__name__/values'))!.json.data).toEqual(['a']);
  });

  it('of metadata is that of allowed families', async () => {
    const entry = [{ type: 'counter', help: '', unit: '' }];
    const data = { a_total: entry, b: entry, c: entry, secret: entry };
    const allow = ['a_total', 'b_total', { name: 'c', type: 'histogram' }] as const;
    const { get } = await over(json({ status: 'success', data }), { allow });
    expect(Object.keys((await get('metadata'))!.json.data)).toEqual(['a_total', 'b', 'c']);
    expect(Object.keys((await get('metadata', { limit: '2' }))!.json.data)).toHaveLength(2);
    expect((await get('metadata', { metric: 'c' }))!.status).toBe(200);
    expect((await get('metadata', { metric: 'secret' }))!.status).toBe(403);
  });

  it('else of the API is not served', async () => {
    const { get } = await over(nothing);
    const paths = [
      'rules',
      'targets',
      'status/config',
      'admin/tsdb/snapshot',
      'write',
      'query/../rules',
    ];
    for (const path of [...paths, 'constructor', 'label/job', 'label/a/b/values', '']) {
      expect(await get(path), path).toBeUndefined();
    }
  });
});

describe('a Prometheus that fails', () => {
  it.each([
    ['is silent', silent, 504, 'timeout'],
    ['answers HTML', page(200, 'text/html', '<html>'), 502, 'unavailable'],
    ['answers JSON of something else', json({}), 502, 'unavailable'],
    ['refuses the query', apiError(400, 'bad_data', 'parse error'), 400, 'bad_data'],
    ['cannot evaluate it', apiError(422, 'execution', 'no'), 422, 'execution'],
    ['is starting', page(503, 'text/plain', 'no'), 503, 'unavailable'],
    ['answers too much', page(200, 'application/json', ' '.repeat(2_000)), 502, 'unavailable'],
  ])('and %s is answered as an error of the API', async (_name, script, status, errorType) => {
    const { get } = await over(script, { timeoutMillis: 100, maxResponseBytes: 1_000 });
    expect(await get('query', { query: '1' })).toMatchObject({
      status,
      json: { status: 'error', errorType },
    });
  });

  it('is left alone after five failures', async () => {
    const { get } = await over(page(503, 'text/plain', 'no'));
    for (let call = 0; call < 8; call += 1) await get('query', { query: '1' });
    expect(prometheus.calls).toHaveLength(5);
    expect((await get('query', { query: '1' }))!.json.code).toBe('OBS_PROMAPI_CIRCUIT_OPEN');
  });
});

describe('too many calls at a time', () => {
  it('are turned away', async () => {
    const waiting: (() => void)[] = [];
    const { get } = await over((call, response) => waiting.push(() => nothing(call, response)), {
      maxConcurrent: 2,
    });
    const answers = Array.from({ length: 6 }, () => get('query', { query: '1' }));
    await expect.poll(() => waiting.length).toBe(2);
    prometheus.script = nothing;
    for (const answer of waiting) answer();
    const statuses = (await Promise.all(answers)).map((answer) => answer!.status);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 503, 503]);
  });
});
