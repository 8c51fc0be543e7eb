import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type MetricsHandlerOptions,
  MetricsServer,
  metricsHandler,
  type ScrapeContext,
  type ScrapeRecord,
  toNodeListener,
} from '../src/index.js';
import { resolveFamilies } from '../src/translation/families.js';
import { family, series, view } from './support/live.js';
import { RawClient, requestText, responsesIn } from './support/raw-client.js';

const bare = { withoutScopeInfo: true, withoutTargetInfo: true };
// 300,000 series are some 10 MB: more than the kernel keeps for a reader that does not read.
const series300k = Array.from({ length: 300_000 }, (_, i) => series({ i }, { value: i }));
const large = resolveFamilies(view([family('g', 'gauge', series300k)]), bare).families;
const small = resolveFamilies(
  view([
    family('a', 'gauge', [series({}, { value: 1 })]),
    family('b', 'sum', [series({}, { value: 2 })], { monotonic: true }),
  ]),
  bare,
).families;
const smallText = '# TYPE a gauge\na 1\n# TYPE b_total counter\nb_total 2\n';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function client(port: number, options?: { wait: boolean }): RawClient {
  const made = new RawClient(port, options);
  open.push(() => made.destroy());
  return made;
}

/** Serves `large` on `/large` and `small` on all else by a server of the application's own. */
async function serve(options: Partial<MetricsHandlerOptions> = {}) {
  const scrapes: ScrapeRecord[] = [];
  const contexts: ScrapeContext[] = [];
  let heard = () => {};
  const handlerOf = (families: typeof small) =>
    metricsHandler({
      collect: async (context) => {
        contexts.push(context);
        return { families };
      },
      onScrape: (scrape) => {
        scrapes.push(scrape);
        heard();
      },
      ...options,
    });
  const listeners = {
    large: toNodeListener(handlerOf(large)),
    small: toNodeListener(handlerOf(small)),
  };
  const server: Server = createServer((request, response) =>
    listeners[request.url?.startsWith('/large') ? 'large' : 'small'](request, response),
  ).listen(0, '127.0.0.1');
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    scrapes,
    contexts,
    /** Resolves when so many scrapes have ended. */
    ended: async (count: number) => {
      while (scrapes.length < count) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
  };
}

async function answer(port: number, path: string, headers: Record<string, string> = {}) {
  const text = await client(port)
    .get(path, { connection: 'close', ...headers })
    .end();
  const [response] = responsesIn(text);
  return response;
}

/** A scrape of which the first bytes have come, and whose reader then stops. */
async function stalled(port: number): Promise<RawClient> {
  const reader = client(port, { wait: true }).get('/large');
  await new Promise((resolve) => reader.socket.once('readable', resolve));
  return reader;
}

describe('over a socket, a scrape', () => {
  it('beyond the limit gets 503, until another one ends', async () => {
    const { port, ended } = await serve({ maximumInFlight: 2 });
    const [first] = [await stalled(port), await stalled(port)];
    const refused = await answer(port, '/large');
    expect([refused?.status, refused?.headers['retry-after']]).toEqual([503, '1']);
    first?.destroy();
    // The refusal, and the one that was given up.
    await ended(2);
    expect((await answer(port, '/large'))?.status).toBe(200);
  });

  it('may take the time that its header says, less the offset', async () => {
    const { port, contexts } = await serve({ offsetMillis: 250, timeoutMillis: 5_000 });
    for (const said of ['1', '0.75', '9999', '0', '-1', 'x', '', '1e999', '0.000001']) {
      await answer(port, '/a', { 'x-prometheus-scrape-timeout-seconds': said });
    }
    expect(contexts.map(({ timeoutMillis }) => timeoutMillis)).toEqual([
      750, 500, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000, 100,
    ]);
  });

  it('whose time is up is cut off, so that its part does not look like the whole', async () => {
    const { port, ended, scrapes } = await serve();
    const reader = client(port, { wait: true });
    reader.get('/large', { 'x-prometheus-scrape-timeout-seconds': '0.7' });
    await ended(1);
    expect(scrapes).toMatchObject([{ status: 200, complete: false }]);
    reader.read();
    const text = await reader.end();
    expect(text).toMatch(/^HTTP\/1.1 200/);
    expect(() => responsesIn(text)).toThrow(/ends early/);
  });

  it('is cut off for HTTP/1.0 too, where the end of the connection is the end of the body', async () => {
    const { port, ended } = await serve();
    const reader = client(port, { wait: true });
    const failed = new Promise<NodeJS.ErrnoException>((resolve) =>
      reader.socket.on('error', resolve),
    );
    reader.send('GET /large HTTP/1.0\r\nx-prometheus-scrape-timeout-seconds: 0.7\r\n\r\n');
    await ended(1);
    reader.read();
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    ['one', '/m?name[]=a', '# TYPE a gauge\na 1\n'],
    ['one, encoded', '/m?name%5B%5D=b_total', '# TYPE b_total counter\nb_total 2\n'],
    ['a counter by its OpenMetrics name', '/m?name[]=b', '# TYPE b_total counter\nb_total 2\n'],
    ['two', '/m?name[]=a&x=y&name[]=b_total', smallText],
    ['none', '/m?name[]=', ''],
    ['none that there is', '/m?name[]=%00%ff', ''],
    ['no names', '/m?name=a', smallText],
  ])('by name[] gets what it asks for: %s', async (_what, path, expected) => {
    const { port } = await serve();
    expect((await answer(port, path))?.body).toBe(expected);
  });

  it('by HEAD gets the headers of a GET and no body, on a connection that stays', async () => {
    const { port, contexts } = await serve();
    const head = requestText('/a').replace('GET', 'HEAD');
    const last = requestText('/a', { connection: 'close' }).replace('GET', 'HEAD');
    const text = await client(port)
      .send(head + last)
      .end();
    const responses = responsesIn(text, { bodiless: true });
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(responses[0]?.headers['content-type']).toBe(
      (await answer(port, '/a'))?.headers['content-type'],
    );
    expect(contexts).toHaveLength(1);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    'by %s gets 405',
    async (method) => {
      const { port } = await serve();
      const request = requestText('/a', { connection: 'close' }).replace('GET', method);
      const [response] = responsesIn(await client(port).send(request).end());
      expect([response?.status, response?.headers['allow']]).toEqual([405, 'GET, HEAD']);
    },
  );

  it('is served in full while the reader of another does not read', async () => {
    const { port, ended, scrapes } = await serve();
    const slow = await stalled(port);
    const body = (await answer(port, '/large'))?.body ?? '';
    expect(body.split('\n')).toHaveLength(300_002);
    await ended(1);
    expect(scrapes).toMatchObject([{ complete: true, bytes: body.length }]);
    slow.read();
    await ended(2);
    expect(scrapes[1]).toMatchObject({ complete: true, bytes: body.length });
    // The end may still be on its way.
    while (!slow.text.endsWith('0\r\n\r\n')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(responsesIn(slow.text)[0]?.body).toBe(body);
  });

  it('whose reader goes away leaves nothing behind', async () => {
    const { port, ended, scrapes } = await serve({ maximumInFlight: 1 });
    for (let i = 1; i <= 20; i++) {
      const reader = await stalled(port);
      reader.destroy();
      await ended(i);
    }
    expect(scrapes.every(({ status, complete }) => status === 200 && !complete)).toBe(true);
    expect((await answer(port, '/large'))?.status).toBe(200);
  });

  it('whose reader goes away keeps no memory', async () => {
    const { port, ended } = await serve();
    let count = 0;
    const memoryAfter = async (more: number) => {
      for (const last = count + more; count < last; ) {
        (await stalled(port)).destroy();
        await ended(++count);
        // What was received stays with the client, which must not be taken for the server's.
        open.pop();
      }
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 10));
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    // Each has 128 KiB to write into: 40 of them would be 5 MiB.
    const before = await memoryAfter(10);
    expect((await memoryAfter(40)) - before).toBeLessThan(1024 * 1024);
  });

  it('may come with others on one connection at once, and is answered in their order', async () => {
    const { port } = await serve();
    const paths = ['/m?name[]=a', '/large', '/m?name[]=b', '/large', '/m?name[]='];
    const requests = paths.map((path) => requestText(path));
    const last = requestText('/m', { connection: 'close' });
    const responses = responsesIn(
      await client(port)
        .send(requests.join('') + last)
        .end(),
    );
    expect(responses.map(({ status }) => status)).toEqual(new Array(6).fill(200));
    const whole = (await answer(port, '/large'))?.body;
    const bodies = ['# TYPE a gauge\na 1\n', whole, '# TYPE b_total counter\nb_total 2\n', whole];
    // Compared one by one: the difference of two large ones would take a long time to show.
    const alike = [...bodies, '', smallText].map((body, i) => responses[i]?.body === body);
    expect(alike).toEqual(new Array(6).fill(true));
  });

  it.each(['/m', '/large'])(
    'by HTTP/1.0 gets %s without chunks, and the end of the connection',
    async (path) => {
      const { port } = await serve();
      const text = await client(port).send(`GET ${path} HTTP/1.0\r\n\r\n`).end();
      const [response] = responsesIn(text);
      expect(response?.status).toBe(200);
      expect(response?.headers).not.toHaveProperty('transfer-encoding');
      expect(response?.headers['connection']).toBe('close');
      expect(response?.body).toBe((await answer(port, path))?.body);
    },
  );

  const text004 = 'text/plain; version=0.0.4; charset=utf-8';
  const openMetrics =
    'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores';
  it.each([
    ['empty', '', text004],
    ['of separators', ';;,,;=,;q=,=;', text004],
    ['of what nobody has', 'application/json', text004],
    ['that refuses all', '*/*;q=0, text/plain;q=0', text004],
    [
      'that refuses what it would like best',
      'application/openmetrics-text;version=1.0.0;q=0.0, text/plain;q=0.1',
      text004,
    ],
    [
      'without a quality that is a number',
      'application/openmetrics-text;version=1.0.0;q=x',
      text004,
    ],
    ['with a negative one', 'application/openmetrics-text;version=1.0.0;q=-1', text004],
    [
      'in capitals, with blanks',
      ' APPLICATION/OpenMetrics-Text ; VERSION = "1.0.0" ; Q = 1 ',
      openMetrics,
    ],
    [
      'that tries to add a header',
      'application/openmetrics-text;version=1.0.0;escaping=dots%0d%0ax: y',
      openMetrics,
    ],
    [
      'of 12 KB',
      `${'text/html;level=1,'.repeat(700)}application/openmetrics-text;version=1.0.0`,
      openMetrics,
    ],
  ])('with an Accept %s is answered', async (_what, accept, type) => {
    const { port } = await serve();
    const response = await answer(port, '/a', { accept });
    expect([response?.status, response?.headers['content-type']]).toEqual([200, type]);
  });

  it.each([
    ['empty', '', 'identity'],
    ['that refuses all', '*;q=0', 'identity'],
    ['of separators', ',;,=;q', 'identity'],
    ['of what nobody has', 'br, x-lzma', 'identity'],
    ['that prefers no compression', 'identity;q=1, gzip;q=0.5', 'identity'],
    ['of anything', '*', 'zstd'],
    ['twice', 'gzip;q=0, gzip;q=1', 'gzip'],
  ])('with an Accept-Encoding %s is answered', async (_what, encoding, expected) => {
    const { port } = await serve();
    const response = await answer(port, '/large', { 'accept-encoding': encoding });
    expect(response?.headers['content-encoding'] ?? 'identity').toBe(expected);
  });
});

describe('on a server of its own', () => {
  async function listen(): Promise<number> {
    const handler = metricsHandler({ collect: async () => ({ families: small }) });
    const server = new MetricsServer({
      routes: { '/metrics': handler },
      port: 0,
      host: '127.0.0.1',
    });
    open.push(() => server.close());
    return (await server.listen()).port;
  }

  it.each(['/', '/metrics/', '/metrics/x', '/Metrics', '/%6detrics', '*', '//', '/metrics%00'])(
    '%s is not found',
    async (path) => {
      const response = await answer(await listen(), path);
      expect([response?.status, response?.body]).toEqual([404, 'Not found. There is: /metrics\n']);
    },
  );

  it.each(['/metrics', '/metrics?', '/metrics?x=y#z', 'http://other/metrics'])(
    '%s is found',
    async (path) => {
      const response = await answer(await listen(), path);
      expect([response?.status, response?.body]).toEqual([200, smallText]);
    },
  );

  it('headers of more than 16 KiB get 431 and the end of the connection', async () => {
    const port = await listen();
    const sender = client(port).send(requestText('/metrics', { x: 'y'.repeat(17 * 1024) }));
    expect(await sender.end()).toMatch(/^HTTP\/1.1 431 .*connection: close/is);
  });

  it('headers of 10 MB are cut off', async () => {
    const port = await listen();
    const sender = client(port).send('GET /metrics HTTP/1.1\r\nhost: x\r\n');
    for (let i = 0; i < 10_000 && !sender.closed; i++) {
      sender.send(`x-${i}: ${'y'.repeat(1_000)}\r\n`);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await sender.end()).not.toContain('200 OK');
    expect((await answer(port, '/metrics'))?.status).toBe(200);
  });

  const bodies = [
    ['in chunks', 'transfer-encoding: chunked', `1000\r\n${'z'.repeat(0x1000)}\r\n`],
    ['of an announced length', 'content-length: 99999999999', 'z'.repeat(4096)],
  ] as const;
  const start = (header: string) => `POST /metrics HTTP/1.1\r\nhost: x\r\n${header}\r\n\r\n`;

  it.each(bodies)(
    'a body that is not read, %s, gets 405 and the end of the connection',
    async (_how, header, part) => {
      const sender = client(await listen()).send(start(header) + part);
      expect(await sender.end()).toMatch(/^HTTP\/1.1 405 .*allow: GET, HEAD.*connection: close/is);
    },
  );

  it.each(bodies)('a body that never ends, %s, is cut off', async (_how, header, part) => {
    const port = await listen();
    const sender = client(port).send(start(header));
    while (!sender.closed) {
      // No faster than it leaves: what piles up here says nothing about the server.
      if (sender.socket.writableLength < 1e6) sender.send(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sender.socket.bytesWritten).toBeLessThan(100_000_000);
    expect((await answer(port, '/metrics'))?.status).toBe(200);
  });

  it.each([
    ['nothing but noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n'],
    ['a method that there is not', 'BREW /metrics HTTP/1.1\r\nhost: x\r\n\r\n'],
    [
      'two lengths',
      'GET /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    ],
    ['no host', 'GET /metrics HTTP/1.1\r\n\r\n'],
  ])('%s gets 400', async (_what, bytes) => {
    const port = await listen();
    expect(await client(port).send(bytes).end()).toMatch(/^HTTP\/1.1 400 /);
  });
});
