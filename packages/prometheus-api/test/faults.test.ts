import { afterEach, describe, expect, it } from 'vitest';
import type { PrometheusApi, PrometheusApiOptions } from '../src/index.js';
import { parseExposition, testApi } from './support/client.js';
import {
  apiError,
  empty,
  json,
  page,
  type Script,
  type ScriptedPrometheus,
  silent,
  startScripted,
  value,
} from './support/scripted.js';

let prometheus: ScriptedPrometheus | undefined;
let api: PrometheusApi | undefined;

afterEach(async () => {
  api?.close();
  await prometheus?.close();
});

async function over(script: Script, options: PrometheusApiOptions = {}) {
  prometheus = await startScripted(script);
  const made = testApi({ url: prometheus.url, ...options });
  api = made.api;
  return { ...made, prometheus };
}

const textEndpoints = ['system', 'providers', 'models', 'business', 'performance', 'all'];
const quick = {
  budgets: {
    summary: 60,
    system: 60,
    providers: 60,
    models: 60,
    business: 60,
    performance: 60,
    all: 60,
  },
};

interface Row {
  readonly fault: string;
  readonly script: Script;
  readonly options?: PrometheusApiOptions;
  readonly cause: 'failed' | 'no_series' | 'nan';
  readonly code?: string;
  readonly strict: 502 | 504;
}

const cutOff: Script = (_call, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"status":"success","data":{"resultType":"vec');
  setImmediate(() => response.destroy());
};

const endless: Script = (_call, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

const rows: readonly Row[] = [
  {
    fault: 'is slow',
    script: silent,
    options: quick,
    cause: 'failed',
    code: 'OBS_PROMAPI_BUDGET',
    strict: 504,
  },
  {
    fault: 'does not answer within the timeout',
    script: silent,
    options: { timeoutMillis: 50 },
    cause: 'failed',
    code: 'OBS_PROMAPI_TIMEOUT',
    strict: 504,
  },
  {
    fault: 'breaks off in the middle of an answer',
    script: cutOff,
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'closes the connection without an answer',
    script: (_call, response) => response.destroy(),
    cause: 'failed',
    code: 'OBS_PROMAPI_UNREACHABLE',
    strict: 502,
  },
  {
    fault: 'redirects to a login page',
    script: (_call, response) => {
      response.writeHead(302, { location: 'https://sso.test/login?token=secret' }).end();
    },
    cause: 'failed',
    code: 'OBS_PROMAPI_REDIRECTED',
    strict: 502,
  },
  {
    fault: 'answers HTML',
    script: page(200, 'text/html', '<html>Sign in</html>'),
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'answers gigabytes',
    script: endless,
    options: { maxResponseBytes: 256 * 1024 },
    cause: 'failed',
    code: 'OBS_PROMAPI_TOO_LARGE',
    strict: 502,
  },
  {
    fault: 'announces gigabytes',
    script: (_call, response) => {
      response.writeHead(200, { 'content-length': String(8 * 2 ** 30) }).write('{');
    },
    cause: 'failed',
    code: 'OBS_PROMAPI_TOO_LARGE',
    strict: 502,
  },
  {
    fault: 'answers JSON of something else',
    script: json({ hello: 'world' }),
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'answers JSON that is cut',
    script: page(200, 'application/json', '{"status":"success","data":'),
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'answers a value that is no number',
    script: value('12; drop'),
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'answers a matrix',
    script: json({ status: 'success', data: { resultType: 'matrix', result: [] } }),
    cause: 'failed',
    code: 'OBS_PROMAPI_MALFORMED',
    strict: 502,
  },
  {
    fault: 'replays its log (503)',
    script: page(503, 'text/plain; charset=utf-8', 'Service Unavailable'),
    cause: 'failed',
    code: 'OBS_PROMAPI_UNAVAILABLE',
    strict: 502,
  },
  {
    fault: 'gives up on a query after its own timeout (503, timeout)',
    script: apiError(503, 'timeout', 'query timed out in expression evaluation'),
    cause: 'failed',
    code: 'OBS_PROMAPI_TIMEOUT',
    strict: 504,
  },
  {
    fault: 'does not take the query (400)',
    script: apiError(400, 'bad_data', 'parse error'),
    cause: 'failed',
    code: 'OBS_PROMAPI_BAD_QUERY',
    strict: 502,
  },
  {
    fault: 'cannot evaluate the query (422)',
    script: apiError(422, 'execution', 'found duplicate series'),
    cause: 'failed',
    code: 'OBS_PROMAPI_QUERY_FAILED',
    strict: 502,
  },
  {
    fault: 'wants credentials (401)',
    script: page(401, 'text/plain', 'Unauthorized'),
    cause: 'failed',
    code: 'OBS_PROMAPI_UNAUTHORIZED',
    strict: 502,
  },
  {
    fault: 'is behind another path (404)',
    script: page(404, 'text/plain', '404 page not found'),
    cause: 'failed',
    code: 'OBS_PROMAPI_UNEXPECTED_STATUS',
    strict: 502,
  },
  { fault: 'has no series, or only stale ones', script: empty, cause: 'no_series', strict: 502 },
  { fault: 'has no number (NaN)', script: value('NaN'), cause: 'nan', strict: 502 },
  {
    fault: 'has native histograms only',
    script: json({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, histogram: [1, { count: '1' }] }] },
    }),
    cause: 'no_series',
    strict: 502,
  },
];

describe.each(rows)('a Prometheus that $fault', ({ script, options, cause, code, strict }) => {
  it('leaves the summary whole: 200, N/A everywhere, and why', async () => {
    const { get } = await over(script, options);
    const { status, headers, text } = await get('summary');
    const answer = JSON.parse(text);
    expect(status).toBe(200);
    expect(headers['x-obs-stale']).toBe('false');
    const values = Object.values(answer.metrics).flatMap((group) => Object.values(group as object));
    expect(new Set(values)).toEqual(new Set(['N/A']));
    expect(answer.errors).toHaveLength(values.length);
    const causes = new Set(answer.errors.map((error: { cause: string }) => error.cause));
    expect(causes).toEqual(new Set([cause]));
    if (cause !== 'failed') expect(answer).not.toHaveProperty('error');
    else {
      // Queries that wait while the breaker opens are refused by it.
      const codes = answer.errors.map((error: { code: string }) => error.code);
      expect(codes).toContain(code);
      expect(new Set([...codes, code, 'OBS_PROMAPI_CIRCUIT_OPEN']).size).toBe(2);
      expect(answer.error.code).toBe(code);
    }
    expect(text).not.toContain('secret');
  });

  it.each(textEndpoints)('leaves /%s valid: 200, no value, and why', async (endpoint) => {
    const { get } = await over(script, options);
    const { status, headers, text } = await get(endpoint);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { samples } = parseExposition(text);
    if (cause === 'failed') expect(text).toBe('');
    const kinds = new Set(samples.map((line) => line.split(' ').at(-1)));
    expect(kinds).toEqual(new Set(cause === 'nan' && kinds.size > 0 ? ['NaN'] : []));
    const errors: { cause: string }[] = JSON.parse(headers['x-obs-errors']!);
    expect(new Set(errors.map((error) => error.cause))).toEqual(new Set([cause]));
  });

  it(`answers ${strict} when asked to be strict`, async () => {
    const { get } = await over(script, options);
    expect((await get('summary?strict=1')).status).toBe(strict);
    expect((await get('system?strict=1')).status).toBe(strict);
    expect((await get('all?strict=1')).status).toBe(strict);
    expect((await get('summary?strict=0')).status).toBe(200);
  });

  it('logs it once', async () => {
    const { get, lines } = await over(script, { ...options, retryMillis: 1 });
    for (let round = 0; round < 5; round += 1) await get('summary');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(code ?? (cause === 'nan' ? 'NaN' : 'no series'));
  });
});

describe('a Prometheus that is not there', () => {
  it('is an answer, not an error', async () => {
    const { get, lines } = testApi({ url: 'http://127.0.0.1:9' });
    const { status, text } = await get('summary');
    expect(status).toBe(200);
    expect(JSON.parse(text).error.code).toBe('OBS_PROMAPI_UNREACHABLE');
    expect((await get('summary?strict=1')).status).toBe(502);
    expect((await get('all')).text).toBe('');
    expect(lines).toHaveLength(1);
  });

  it('never shows a password of its URL', async () => {
    const { get, lines } = testApi({ url: 'http://user:hunter2@127.0.0.1:9' });
    const { text } = await get('summary');
    expect(text + lines.join()).not.toContain('hunter2');
    expect(text).not.toContain('user');
  });
});

describe('a Prometheus that answers half of the queries', () => {
  const half: Script = (call, response) => {
    const script = call.query.includes('fastapi_requests_duration') ? cutOff : value('4');
    script(call, response);
  };

  it('costs only the values of the other half', async () => {
    const { get } = await over(half);
    const { metrics, errors, error } = JSON.parse((await get('summary')).text);
    expect(metrics.http).toMatchObject({ total_requests: '4', avg_latency_ms: 'N/A' });
    expect(errors).toEqual([
      expect.objectContaining({ metric: 'http.avg_latency_ms', cause: 'failed' }),
    ]);
    expect(error).toBeUndefined();
  });

  it('leaves an empty line where the family would be', async () => {
    const { get } = await over(half);
    const { text, headers } = await get('system');
    const { types } = parseExposition(text);
    expect(text).toMatch(/\n\n# HELP fastapi_requests_in_progress/);
    expect([...types.keys()]).not.toContain('fastapi_requests_duration_seconds');
    expect(JSON.parse(headers['x-obs-errors']!)).toEqual([
      {
        metric: 'fastapi_requests_duration_seconds',
        cause: 'failed',
        code: 'OBS_PROMAPI_MALFORMED',
      },
    ]);
  });

  it('is 502 when asked to be strict', async () => {
    const { get } = await over(half);
    expect((await get('summary?strict=1')).status).toBe(502);
    expect((await get('business?strict=1')).status).toBe(200);
  });
});

describe('families that one query asks for', () => {
  const some = json({
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        { metric: { __name__: 'active_api_keys' }, value: [1, '4'] },
        { metric: { __name__: 'trial_active' }, value: [1, 'NaN'] },
      ],
    },
  });

  it('have each their own answer', async () => {
    const { get } = await over(some);
    const { metrics, errors } = JSON.parse((await get('summary')).text);
    expect(metrics.business).toMatchObject({
      active_api_keys: '4',
      active_trials: 'N/A',
      subscriptions: 'N/A',
    });
    const causes = errors.map(({ metric, cause }: Record<string, string>) => `${metric} ${cause}`);
    expect(causes).toContain('business.active_trials nan');
    expect(causes).toContain('business.subscriptions no_series');
    const { text, headers } = await get('business');
    expect(parseExposition(text).samples).toEqual(['active_api_keys 4', 'trial_active NaN']);
    expect(JSON.parse(headers['x-obs-errors']!)).toContainEqual({
      metric: 'subscription_count',
      cause: 'no_series',
    });
  });
});

describe('a Prometheus that is late', () => {
  it('is asked on, and its answer is there for the next caller', async () => {
    const waiting: (() => void)[] = [];
    const { get, prometheus } = await over((call, response) => {
      waiting.push(() => value('4')(call, response));
    }, quick);
    expect(JSON.parse((await get('summary')).text).error.code).toBe('OBS_PROMAPI_BUDGET');
    const asked = prometheus.calls.length;
    prometheus.script = value('4');
    for (const answer of waiting) answer();
    await expect
      .poll(async () => JSON.parse((await get('summary')).text).metrics.http.total_requests)
      .toBe('4');
    const unique = new Set(prometheus.calls.map(({ query }) => query));
    expect(unique.size).toBe(prometheus.calls.length);
    expect(prometheus.calls.length).toBeGreaterThanOrEqual(asked);
  });
});
