import { afterEach, describe, expect, it } from 'vitest';
import type { PrometheusApi, PrometheusApiOptions } from '../src/index.js';
import { testApi } from './support/client.js';
import { type TestClock, testClock } from './support/clock.js';
import {
  apiError,
  page,
  type Script,
  type ScriptedPrometheus,
  startScripted,
  value,
} from './support/scripted.js';

let prometheus: ScriptedPrometheus;
let api: PrometheusApi;
let clock: TestClock;

afterEach(async () => {
  api.close();
  await prometheus.close();
});

async function over(script: Script, options: PrometheusApiOptions = {}) {
  prometheus = await startScripted(script);
  clock = testClock();
  const made = testApi({ url: prometheus.url, clock, ...options });
  api = made.api;
  const total = async () => {
    const { headers, text } = await made.get('summary');
    const { metrics, stale } = JSON.parse(text);
    return { total: metrics.http.total_requests, age: headers['age'], stale };
  };
  return { ...made, total };
}

const down = page(503, 'text/plain', 'Service Unavailable');
/** Queries of the summary: several of its values come from one. */
const round = 10;

describe('callers', () => {
  it('make one round of queries, ten thousand of them at once', async () => {
    const { get } = await over(value('7'));
    const replies = await Promise.all(Array.from({ length: 10_000 }, () => get('summary')));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(JSON.parse(replies[0]!.text).metrics.http.total_requests).toBe('7');
    expect(prometheus.calls).toHaveLength(round);
  });

  it('make one round also on different endpoints: no query runs twice at a time', async () => {
    const { get } = await over(value('7'));
    const endpoints = ['all', 'summary', 'system', 'models', 'business', 'performance'];
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => get(endpoints[index % endpoints.length]!)),
    );
    const queries = prometheus.calls.map(({ query }) => query);
    expect(new Set(queries).size).toBe(queries.length);
  });

  it('wait behind no more queries at a time than Prometheus takes', async () => {
    let running = 0;
    let most = 0;
    const { get } = await over(
      (call, response) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          value('7')(call, response);
        }, 5);
      },
      { maxConcurrentQueries: 3 },
    );
    await get('all');
    expect(most).toBe(3);
  });
});

describe('an answer', () => {
  it('is given for 5 s without asking again, and says how old it is', async () => {
    const { total } = await over(value('1'));
    expect(await total()).toEqual({ total: '1', age: '0', stale: false });
    prometheus.script = value('2');
    clock.advance(4_999);
    expect(await total()).toEqual({ total: '1', age: '4', stale: false });
    expect(prometheus.calls).toHaveLength(round);
  });

  it('is given, marked stale, up to 10 s while a new one is fetched', async () => {
    const { total } = await over(value('1'));
    await total();
    prometheus.script = value('2');
    clock.advance(9_999);
    expect(await total()).toEqual({ total: '1', age: '9', stale: true });
    await expect.poll(total).toEqual({ total: '2', age: '0', stale: false });
    expect(prometheus.calls).toHaveLength(2 * round);
  });

  it('is waited for after 10 s', async () => {
    const { total } = await over(value('1'));
    await total();
    prometheus.script = value('2');
    clock.advance(10_000);
    expect(await total()).toEqual({ total: '2', age: '0', stale: false });
  });

  it('outlives a failure until it is 10 s old', async () => {
    const { get, total, lines } = await over(value('1'));
    await total();
    prometheus.script = down;
    clock.advance(6_000);
    expect(await total()).toMatchObject({ total: '1', stale: true });
    await expect.poll(() => lines.length).toBe(1);
    clock.advance(2_000);
    expect(await total()).toEqual({ total: '1', age: '8', stale: true });
    expect((await get('summary?strict=1')).status).toBe(200);
    clock.advance(2_000);
    expect(await total()).toMatchObject({ total: 'N/A', stale: false });
    expect((await get('summary?strict=1')).status).toBe(502);
  });

  it('of a failure is tried again after a second, not before', async () => {
    const { total } = await over(apiError(422, 'execution', 'no'));
    await total();
    clock.advance(999);
    expect(await total()).toMatchObject({ total: 'N/A' });
    expect(prometheus.calls).toHaveLength(round);
    prometheus.script = value('2');
    clock.advance(1);
    expect(await total()).toMatchObject({ total: '2' });
  });

  it('of /all is as old as its oldest part', async () => {
    const { get } = await over(value('1'));
    await get('system');
    clock.advance(3_000);
    expect((await get('summary')).headers['age']).toBe('0');
    expect((await get('all')).headers['age']).toBe('3');
  });

  it('may be kept by others as long as it is fresh, a failure not at all', async () => {
    const { get } = await over(value('1'));
    expect((await get('summary')).headers['cache-control']).toBe('max-age=5');
    prometheus.script = down;
    expect((await get('system')).headers['cache-control']).toBe('no-store');
  });
});

describe('the circuit breaker', () => {
  it('leaves Prometheus alone for 5 s after 5 failures', async () => {
    const { get, total } = await over(down, { maxConcurrentQueries: 1 });
    await total();
    expect(prometheus.calls).toHaveLength(5);
    clock.advance(4_000);
    const { errors } = JSON.parse((await get('summary')).text);
    expect(errors[0]).toMatchObject({ code: 'OBS_PROMAPI_CIRCUIT_OPEN' });
    expect(errors[0].message).toContain('503');
    expect(prometheus.calls).toHaveLength(5);
  });

  it('tries one query then, and none of the others before it is answered', async () => {
    const { total } = await over(down);
    await total();
    const before = prometheus.calls.length;
    clock.advance(5_000);
    await total();
    expect(prometheus.calls).toHaveLength(before + 1);
  });

  it('lets the whole round through when that one is answered', async () => {
    const { total } = await over(down);
    await total();
    prometheus.script = value('3');
    clock.advance(5_000);
    expect(await total()).toMatchObject({ total: '3' });
  });

  it('does not open when Prometheus refuses queries', async () => {
    const { get } = await over(apiError(400, 'bad_data', 'parse error'));
    const { errors } = JSON.parse((await get('summary')).text);
    const codes = new Set(errors.map(({ code }: { code: string }) => code));
    expect(codes).toEqual(new Set(['OBS_PROMAPI_BAD_QUERY']));
    expect(prometheus.calls).toHaveLength(round);
  });
});

describe('the log', () => {
  it('says once that Prometheus fails, and once that it is back', async () => {
    const { get, lines } = await over(down);
    for (let minute = 0; minute < 10; minute += 1) {
      await get('all');
      await get('summary');
      clock.advance(60_000);
    }
    expect(lines).toEqual([expect.stringContaining('OBS_PROMAPI_UNAVAILABLE')]);
    prometheus.script = value('1');
    await get('all');
    expect(lines.slice(1)).toEqual([expect.stringContaining('answers all queries again')]);
  });

  it('does not follow a server that fails and recovers by turns', async () => {
    const { get, lines } = await over(value('1'), { breakerThreshold: 1_000 });
    for (let turn = 0; turn < 20; turn += 1) {
      prometheus.script = turn % 2 === 0 ? down : value('1');
      await get('summary');
      clock.advance(11_000);
    }
    // 220 s: at most one line of each kind a minute.
    expect(lines.length).toBeLessThanOrEqual(8);
  });

  it('keeps what it quotes on one line', async () => {
    const { get, lines } = await over(page(500, 'text/plain', 'boom\nobs: forged'));
    await get('summary');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
  });

  it('that throws reaches nobody', async () => {
    prometheus = await startScripted(down);
    const made = testApi({
      url: prometheus.url,
      log: () => {
        throw new Error('disk full');
      },
    });
    api = made.api;
    expect((await made.get('summary')).status).toBe(200);
  });
});

describe('close', () => {
  it('gives up what runs and answers the rest as failed', async () => {
    const { get } = await over(() => {});
    const waiting = get('summary');
    await expect.poll(() => prometheus.calls.length).toBeGreaterThan(0);
    api.close();
    expect(JSON.parse((await waiting).text).error.code).toBe('OBS_PROMAPI_ABORTED');
    expect((await get('system')).text).toBe('');
  });
});
