import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inSlices } from '../src/handler/slices.js';
import {
  type MetricsHandlerOptions,
  metricsHandler,
  plainFamily,
  type ScrapeRecord,
  toFetch,
} from '../src/index.js';
import { bodyBytes, bodyText } from './support/body.js';

const families = [
  plainFamily({ name: 'a_total', type: 'counter', samples: [{ value: 1 }] }),
  plainFamily({ name: 'i_info', type: 'info', samples: [{ value: 1 }] }),
  plainFamily({
    name: 'b_seconds',
    type: 'histogram',
    samples: [{ count: 0, sum: 0, buckets: [0] }],
  }),
];

/** A gauge with this many series: 100 make one small piece, 10,000 several chunks. */
function gauge(series: number) {
  const samples = Array.from({ length: series }, (_, i) => ({
    labels: { name: `a long name of number ${i}` },
    value: i,
  }));
  return { families: [plainFamily({ name: 'g', type: 'gauge', samples })] };
}

const many = { collect: async () => gauge(10_000) };

/** Bytes that differ from their neighbours. */
const sequence = (length: number) => Uint8Array.from({ length }, (_, i) => i);

async function all<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list;
}

function setUp(options: Partial<MetricsHandlerOptions> = {}) {
  const scrapes: ScrapeRecord[] = [];
  const handler = metricsHandler({
    collect: async () => ({ families }),
    onScrape: (scrape) => scrapes.push(scrape),
    // Whether a body is small is then a matter of its size alone.
    slices: { now: () => 0 },
    ...options,
  });
  const get = (headers: Record<string, string> = {}, url = '/metrics', method = 'GET') =>
    handler({ method, url, headers });
  return { handler, get, scrapes };
}

afterEach(() => vi.useRealTimers());

describe('a scrape', () => {
  it('gets the format that it asks for', async () => {
    const { get } = setUp();
    const response = await get({ accept: 'application/openmetrics-text;version=1.0.0' });
    expect(response.headers['content-type']).toMatch('application/openmetrics-text; version=1.0.0');
    expect(await bodyText(response)).toMatch(/# EOF\n$/);
  });

  it.each([
    ['gzip', gunzipSync, 100],
    ['zstd', zstdDecompressSync, 100],
    ['gzip', gunzipSync, 10_000],
    ['zstd', zstdDecompressSync, 10_000],
  ])('is compressed with %s when asked', async (encoding, decompress, series) => {
    const { get } = setUp({ collect: async () => gauge(series) });
    const response = await get({ 'accept-encoding': encoding });
    expect(response.headers['content-encoding']).toBe(encoding);
    const plain = await bodyText(await get());
    expect(decompress(await bodyBytes(response)).toString()).toBe(plain);
  });

  it('is not compressed when it fits in a packet', async () => {
    const { headers } = await setUp().get({ 'accept-encoding': 'gzip' });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it('that is small has a length', async () => {
    const response = await setUp().get();
    const { length } = await bodyBytes(response);
    expect(response.headers['content-length']).toBe(String(length));
  });

  it('is not compressed when that is turned off', async () => {
    const { get } = setUp({ compression: [], ...many });
    expect((await get({ 'accept-encoding': 'gzip' })).headers).not.toHaveProperty(
      'content-encoding',
    );
  });

  it.each([
    ['a family', 'a_total', /^# TYPE a_total counter\na_total 1\n$/],
    ['an OpenMetrics family', 'a', /^# TYPE a_total counter\na_total 1\n$/],
    ['an info metric in OpenMetrics', 'i', /^# TYPE i_info gauge\ni_info 1\n$/],
    ['a sample', 'b_seconds_count', /^# TYPE b_seconds histogram/],
    ['nothing known', 'c', /^$/],
  ])('with name[] gets only what has the name of %s', async (_what, name, expected) => {
    const { get } = setUp();
    expect(await bodyText(await get({}, `/metrics?name[]=${name}`))).toMatch(expected);
  });

  it('by HEAD gets headers and collects nothing', async () => {
    const collect = vi.fn();
    const { get } = setUp({ collect });
    const response = await get({}, '/metrics', 'HEAD');
    expect([response.status, response.body]).toEqual([200, null]);
    expect(collect).not.toHaveBeenCalled();
  });

  it('by another method is refused and told what is allowed', async () => {
    const response = await setUp().get({}, '/metrics', 'DELETE');
    expect([response.status, response.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('of a collection that fails gets 500 with the reason', async () => {
    const { get, scrapes } = setUp({ collect: () => Promise.reject(new Error('no luck')) });
    const response = await get();
    expect([response.status, await bodyText(response)]).toEqual([
      500,
      'Collecting metrics failed: no luck\n',
    ]);
    expect(scrapes).toMatchObject([{ status: 500 }]);
  });

  it('is recorded when its body has been read, with what was sent', async () => {
    const { get, scrapes } = setUp(many);
    const response = await get();
    expect(scrapes).toEqual([]);
    const { length } = await bodyBytes(response);
    expect(scrapes).toMatchObject([{ status: 200, format: 'text', bytes: length, complete: true }]);
  });
});

describe('limits', () => {
  it('turn away scrapes beyond those in flight, until one is read or given up', async () => {
    const { get } = setUp({ maximumInFlight: 2, ...many });
    const [first, second] = [await get(), await get()];
    expect((await get()).status).toBe(503);
    await bodyText(first);
    const third = await get();
    expect(third.status).toBe(200);
    for await (const _chunk of second.body as AsyncIterable<Uint8Array>) break;
    expect((await get()).status).toBe(200);
  });

  it('end a scrape that nobody reads when its time is up', async () => {
    vi.useFakeTimers();
    const { get, scrapes } = setUp({ maximumInFlight: 1, ...many });
    const response = await get({ 'x-prometheus-scrape-timeout-seconds': '2' });
    await vi.advanceTimersByTimeAsync(1_499);
    expect(response.signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(response.signal?.aborted).toBe(true);
    expect(scrapes).toMatchObject([{ complete: false }]);
    expect((await get()).status).toBe(200);
  });

  it('end a collection that hangs, and say so', async () => {
    vi.useFakeTimers();
    const { get } = setUp({ collect: () => new Promise(() => {}) });
    const pending = get({ 'x-prometheus-scrape-timeout-seconds': '1' });
    await vi.advanceTimersByTimeAsync(501);
    const response = await pending;
    expect([response.status, await bodyText(response)]).toEqual([
      500,
      'Collecting metrics failed: not finished in 500 ms\n',
    ]);
  });
});

describe('deadlines', () => {
  /** Scrapes that hang, each with its timeout in seconds; gives what had been answered by when. */
  async function answered(timeouts: readonly number[], checks: readonly number[]) {
    vi.useFakeTimers();
    const { get } = setUp({ collect: () => new Promise(() => {}) });
    const done: number[] = [];
    for (const seconds of timeouts) {
      void get({ 'x-prometheus-scrape-timeout-seconds': String(seconds) }).then(() => {
        done.push(seconds);
      });
    }
    const seen: number[][] = [];
    let now = 0;
    for (const millis of checks) {
      await vi.advanceTimersByTimeAsync(millis - now);
      now = millis;
      seen.push([...done]);
    }
    return { seen, timers: vi.getTimerCount() };
  }

  it.each([
    ['the shortest first', [2, 3, 5]],
    ['the longest first', [5, 3, 2]],
    ['in any order', [3, 5, 2]],
  ])('of several scrapes are kept, each its own, begun %s', async (_order, timeouts) => {
    const { seen, timers } = await answered(timeouts, [1_490, 1_501, 2_501, 4_501]);
    expect(seen).toEqual([[], [2], [2, 3], [2, 3, 5]]);
    expect(timers).toBe(0);
  });

  it('are kept after others that were over in time', async () => {
    vi.useFakeTimers();
    let hang = false;
    const collect = () => (hang ? new Promise<never>(() => {}) : Promise.resolve({ families }));
    const { get } = setUp({ collect, timeoutMillis: 1_000 });
    expect((await get()).status).toBe(200);
    await vi.advanceTimersByTimeAsync(900);
    hang = true;
    let status = 0;
    void get().then((response) => {
      status = response.status;
    });
    await vi.advanceTimersByTimeAsync(990);
    expect(status).toBe(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(status).toBe(500);
  });

  it('that are too far for a timer, or infinite, do not come early', async () => {
    vi.useFakeTimers();
    for (const timeoutMillis of [2 ** 40, Number.POSITIVE_INFINITY]) {
      const { get } = setUp({ collect: () => new Promise(() => {}), timeoutMillis });
      let over = false;
      void get().then(() => {
        over = true;
      });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(over).toBe(false);
    }
  });

  it('are no longer heard of once they have passed', async () => {
    vi.useFakeTimers();
    let finish: (exposition: { families: typeof families }) => void = () => {};
    const collect = () =>
      new Promise<{ families: typeof families }>((resolve) => {
        finish = resolve;
      });
    const { get, scrapes } = setUp({ collect, timeoutMillis: 100, maximumInFlight: 1 });
    const late = get();
    await vi.advanceTimersByTimeAsync(101);
    expect((await late).status).toBe(500);
    finish({ families });
    await vi.advanceTimersByTimeAsync(1);
    expect(scrapes.map(({ status }) => status)).toEqual([500]);
    const next = get();
    finish({ families });
    expect((await next).status).toBe(200);
  });
});

describe('a handler', () => {
  it('answers whatever its callbacks do', async () => {
    const onScrape = () => {
      throw new Error('no luck');
    };
    const { get } = setUp({ onScrape, maximumInFlight: 1 });
    expect((await get()).status).toBe(200);
    expect((await get()).status).toBe(200);
    const collect = () => {
      throw new Error('at once');
    };
    const response = await setUp({ collect }).get();
    expect([response.status, await bodyText(response)]).toEqual([
      500,
      'Collecting metrics failed: at once\n',
    ]);
  });
});

describe('inSlices', () => {
  it.each([
    ['as they are', {}, [40, 60, 100]],
    ['in pieces of a size', { pieceSize: 40 }, [40, 40, 20, 40, 40, 20]],
    ['in pieces of whole bytes', { pieceSize: 40.9 }, [40, 40, 20, 40, 40, 20]],
    ['as they are with no size', { pieceSize: 0 }, [40, 60, 100]],
    ['as they are with a nonsensical size', { pieceSize: Number.NaN }, [40, 60, 100]],
  ])('hands on chunks %s, empty ones left out', async (_, options, lengths) => {
    const chunks = [new Uint8Array(0), sequence(40), sequence(60), sequence(100)];
    const pieces = await all(inSlices(chunks, { now: () => 0, ...options }));
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat(chunks));
    expect(pieces.map(({ length }) => length)).toEqual(lengths);
  });

  it.each([
    // Work, then a chunk: a turn when the work took the budget, or half of it and there is a chunk to send.
    [
      'what gives no chunk takes the budget',
      [
        [5, 0],
        [5, 0],
        [5, 0],
        [5, 0],
      ],
      2,
    ],
    [
      'a chunk is to be sent after half the budget',
      [
        [5, 1],
        [5, 1],
        [4, 1],
      ],
      2,
    ],
    [
      'less than half the budget passes',
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      0,
    ],
    [
      'one step takes longer',
      [
        [30, 0],
        [30, 1],
      ],
      2,
    ],
  ])('gives the event loop a turn when %s', async (_, steps, expected) => {
    let time = 0;
    let turns = 0;
    function* work() {
      for (const [millis = 0, length = 0] of steps) {
        time += millis;
        yield new Uint8Array(length);
      }
    }
    const turn = async () => {
      turns++;
    };
    await all(inSlices(work(), { budgetMillis: 10, now: () => time, turn }));
    expect(turns).toBe(expected);
  });

  it('counts the time that sending takes', async () => {
    let time = 0;
    let turns = 0;
    const turn = async () => {
      turns++;
    };
    const chunks = [new Uint8Array(1), new Uint8Array(1)];
    for await (const _ of inSlices(chunks, { budgetMillis: 10, now: () => time, turn })) time += 10;
    expect(turns).toBe(2);
  });
});

describe('toFetch', () => {
  it('makes a Response, and stops the work when the reader cancels', async () => {
    const { handler, scrapes } = setUp({
      collect: async () => ({ families: [...families, ...gauge(10_000).families] }),
    });
    const answer = toFetch(handler);
    const whole = await answer(new Request('http://host/metrics?name[]=a'));
    expect(await whole.text()).toBe('# TYPE a_total counter\na_total 1\n');
    const refused = await answer(new Request('http://host/metrics', { method: 'POST', body: 'x' }));
    expect(refused.status).toBe(405);
    await (await answer(new Request('http://host/metrics'))).body?.cancel();
    expect(scrapes.map(({ complete }) => complete)).toEqual([true, false]);
  });

  it('breaks a body off when its time is up: a part must not look like the whole', async () => {
    vi.useFakeTimers();
    const answer = toFetch(setUp(many).handler);
    const reader = (await answer(new Request('http://host/metrics'))).body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await vi.advanceTimersByTimeAsync(30_001);
    const rest = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(rest()).rejects.toThrow(/time of this scrape is up/);
  });
});
