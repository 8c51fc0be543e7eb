import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Handler } from '../src/handler/types.js';
import { textResponse } from '../src/handler/types.js';
import {
  MetricsServer,
  type MetricsServerOptions,
  metricsHandler,
  toNodeListener,
} from '../src/index.js';
import { resolveFamilies } from '../src/translation/families.js';
import { family, series, view } from './support/live.js';

const hello: Handler = async () => textResponse(200, 'hello');
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function server(options: Partial<MetricsServerOptions> = {}): MetricsServer {
  const made = new MetricsServer({
    routes: { '/metrics': hello },
    port: 0,
    host: '127.0.0.1',
    ...options,
  });
  open.push(made);
  return made;
}

describe('MetricsServer', () => {
  it('says where it listens and serves its routes', async () => {
    const lines: string[] = [];
    const { url } = await server({ log: (line) => lines.push(line) }).listen();
    expect(lines).toEqual([`Metrics on ${url} (/metrics)`]);
    expect(await (await fetch(`${url}/metrics?x=1`)).text()).toBe('hello');
    const missing = await fetch(`${url}/metrics/`);
    expect([missing.status, await missing.text()]).toEqual([
      404,
      'Not found. There is: /metrics\n',
    ]);
  });

  it('says once that its port is taken, and listens when it is free', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const lines: string[] = [];
    let heard: () => void = () => {};
    const taken = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const log = (line: string) => {
      lines.push(line);
      heard();
    };
    const listening = server({ port, retryMillis: 20, log }).listen();
    await taken;
    await new Promise((resolve) => setTimeout(resolve, 70));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/Port \d+ on 127.0.0.1 is taken.*the application goes on/);
    blocker.close();
    expect((await listening).port).toBe(port);
  });

  it('does not keep the process alive, not even while its port is taken', () => {
    const program = `
      import { MetricsServer } from '${new URL('../dist/esm/index.js', import.meta.url)}';
      const routes = { '/metrics': async () => ({ status: 200, headers: {}, body: null }) };
      const { port } = await new MetricsServer({ routes, port: 0 }).listen();
      new MetricsServer({ routes, port }).listen();
      setTimeout(() => console.log('ends'), 50);
    `;
    const args = ['--input-type=module', '-e', program];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 })).toBe(
      'ends\n',
    );
  });

  it('refuses options that cannot be, with the way out', () => {
    expect(() => server({ port: 70000 })).toThrow(/70000 is no port. Use 0 to 65535/);
    expect(() => server({ routes: { metrics: hello } })).toThrow(/Write \/metrics/);
  });

  it('rejects when the address is not of this machine, and after close', async () => {
    await expect(server({ host: '192.0.2.1' }).listen()).rejects.toThrow(/EADDRNOTAVAIL/);
    const closed = server();
    await closed.close();
    await expect(closed.listen()).rejects.toThrow(/was closed/);
  });
});

describe('TLS', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'obs-tls-'));
    for (const name of ['server', 'client']) {
      execFileSync(
        'openssl',
        [
          ...[
            'req',
            '-x509',
            '-newkey',
            'ec',
            '-pkeyopt',
            'ec_paramgen_curve:prime256v1',
            '-nodes',
          ],
          ...['-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
          ...['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)],
        ],
        { stdio: 'ignore' },
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function get(url: string, options: RequestOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(
        `${url}/metrics`,
        { ca: readFileSync(file('server.crt')), ...options },
        (response) => {
          let text = '';
          response.on('data', (data) => {
            text += data;
          });
          response.on('end', () => resolve(text));
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  }

  it('serves HTTPS, and with a ca only to clients whose certificate it vouches for', async () => {
    const tls = { cert: { file: file('server.crt') }, key: { file: file('server.key') } };
    const { url } = await server({ tls }).listen();
    expect(url).toMatch(/^https:/);
    expect(await get(url, {})).toBe('hello');

    const mutual = await server({ tls: { ...tls, ca: { file: file('client.crt') } } }).listen();
    await expect(get(mutual.url, {})).rejects.toThrow();
    const client = {
      cert: readFileSync(file('client.crt')),
      key: readFileSync(file('client.key')),
    };
    expect(await get(mutual.url, client)).toBe('hello');
  });

  it('follows its files, and keeps what it has while key and certificate do not fit', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      const put = (from: string) => (kind: string) => {
        copyFileSync(file(`${from}.${kind}`), file(`now.${kind}`));
        const ahead = Date.now() / 1000 + 60;
        if (from === 'client') utimesSync(file(`now.${kind}`), ahead, ahead);
      };
      for (const kind of ['crt', 'key']) put('server')(kind);
      const lines: string[] = [];
      const tls = { cert: { file: file('now.crt') }, key: { file: file('now.key') } };
      const { url } = await server({ tls, warn: (line) => lines.push(line) }).listen();

      put('client')('crt');
      vi.advanceTimersByTime(10_000);
      expect(lines).toEqual([expect.stringMatching(/one before stays: .*mismatch/)]);
      expect(await get(url, {})).toBe('hello');

      put('client')('key');
      vi.advanceTimersByTime(10_000);
      expect(await get(url, { ca: readFileSync(file('client.crt')) })).toBe('hello');
      expect(lines).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses a key that is none, with the way out', () => {
    const tls = { cert: { file: file('server.crt') }, key: 'no key' };
    expect(() => new MetricsServer({ routes: {}, tls })).toThrow(/^tls: OpenSSL says .*PEM texts/);
  });
});

describe('toNodeListener', () => {
  it('holds the work back while the reader does not read, and stops when it goes away', async () => {
    const list = Array.from({ length: 300_000 }, (_, i) => series({ i }, { value: i }));
    const { families } = resolveFamilies(view([family('g', 'gauge', list)]));
    let labelled = 0;
    const counted = families.map((one) => ({
      ...one,
      groups: one.groups.map((group) => ({
        ...group,
        labels: (point: (typeof list)[number]) => {
          labelled++;
          return group.labels(point);
        },
      })),
    }));
    let ended: (complete: boolean) => void = () => {};
    const end = new Promise<boolean>((resolve) => {
      ended = resolve;
    });
    const handler = metricsHandler({
      collect: async () => ({ families: counted as typeof families }),
      onScrape: ({ complete }) => ended(complete),
    });
    const http = createServer(toNodeListener(handler)).listen(0, '127.0.0.1');
    open.push(http);
    await new Promise((resolve) => http.once('listening', resolve));
    const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    // Until the kernel's buffers are full, nothing moves any more.
    let before = -1;
    while (labelled !== before || labelled === 0) {
      before = labelled;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(labelled).toBeLessThan(list.length);
    socket.destroy();
    expect(await end).toBe(false);
  });

  it('answers HEAD without a body', async () => {
    const { port } = await server().listen();
    const status = await new Promise((resolve) => {
      httpRequest({ port, host: '127.0.0.1', path: '/metrics', method: 'HEAD' }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).end();
    });
    expect(status).toBe(200);
  });
});
