import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  MetricsServer,
  PrometheusExporter,
  type PrometheusExporterOptions,
  toNodeListener,
} from '../src/index.js';

// Whatever is secret, or was given as a secret, has this in it.
const mark = 'x5ecretx';
const base64 = Buffer.from(`prom:${mark}`).toString('base64');

let folder: string;
let said: string[];
const open: { stopServer(): Promise<void> }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'obs-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  said = [];
  const hear = (...args: unknown[]) => {
    said.push(args.map((arg) => inspect(arg, { depth: 20, showHidden: true })).join(' '));
  };
  const logger = { error: hear, warn: hear, info: hear, debug: hear, verbose: hear };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  for (const stream of [process.stderr, process.stdout]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  }
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.stopServer();
  vi.restoreAllMocks();
  diag.disable();
});

/** All that was said, with all that an error or an object shows of itself, has no secret in it. */
function expectNoSecret(...shown: unknown[]): void {
  const all = [...said, ...shown.map((one) => inspect(one, { depth: 20, showHidden: true }))];
  for (const one of shown) {
    if (one instanceof Error) all.push(one.message, one.stack ?? '', inspect(one.cause));
  }
  expect(all.join('\n')).not.toMatch(new RegExp(`${mark}|${base64}`));
}

async function started(options: PrometheusExporterOptions) {
  const log = (line: string) => said.push(line);
  const exporter = new PrometheusExporter({ preventServerStart: true, port: 0, log, ...options });
  open.push(exporter);
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('test');
  meter.createCounter('c').add(1);
  await exporter.startServer();
  const url = /https?:\/\/\S+/.exec(said.join('\n'))?.[0] ?? '';
  return { exporter, url };
}

const auth = { bearerToken: mark, basic: { username: 'prom', password: mark } };

describe('nothing secret is said', () => {
  it.each([
    ['the right token', `Bearer ${mark}`, 200],
    ['name and password', `Basic ${base64}`, 200],
    ['a wrong token', `Bearer ${mark}1`, 401],
    ['no scheme', mark, 401],
    ['an unknown scheme', `Digest ${mark}`, 401],
    ['blanks before it', `   Bearer    ${mark} ${mark}`, 401],
    ['what is no base64', `Basic %%%${mark}`, 401],
    ['no header', undefined, 401],
  ])('to a scrape with %s', async (_what, authorization, status) => {
    const { exporter, url } = await started({ auth, selfMetrics: true });
    const headers = authorization === undefined ? {} : { authorization };
    for (const path of ['/metrics', '/other', `/metrics?token=${mark}`]) {
      const response = await fetch(url + path, { headers });
      expect(response.status).toBe(path === '/other' ? 404 : status);
      expectNoSecret([...response.headers], await response.text());
    }
    expect(said.join('\n')).toContain('Metrics on http');
    expectNoSecret(exporter, exporter.handler, toNodeListener(exporter.handler));
  });

  it('when a collection fails', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true, auth });
    const headers = { authorization: `Bearer ${mark}` };
    const response = await exporter.handler({ method: 'GET', url: '/metrics', headers });
    expect(response.status).toBe(500);
    expectNoSecret(String(response.body), response.headers);
  });

  it.each<[string, PrometheusExporterOptions]>([
    ['a file that is not there', { auth: { bearerToken: { file: '/nowhere/token' } } }],
    ['a file that is a folder', { auth: { bearerToken: { file: '/' } } }],
    ['another option that cannot be', { auth, compression: ['br' as 'gzip'] }],
    ['a port that cannot be', { auth, port: -1 }],
  ])('by the error about %s', (_what, options) => {
    let thrown: unknown;
    try {
      const exporter = new PrometheusExporter({ preventServerStart: true, ...options });
      void exporter.startServer();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expectNoSecret(thrown);
  });

  it.each([
    ['a key that is none', mark],
    ['a damaged key', `-----BEGIN PRIVATE KEY-----\n${mark}\n-----END PRIVATE KEY-----\n`],
    [
      'a key with a passphrase',
      `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${mark}\n-----END ENCRYPTED PRIVATE KEY-----\n`,
    ],
  ])('by the error about %s', (_what, key) => {
    let thrown: unknown;
    try {
      new MetricsServer({ routes: {}, tls: { cert: key, key } });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'OBS_PROM_INVALID_OPTION' });
    expectNoSecret(thrown);
  });

  it('when a file changes, becomes empty, and goes', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, `${mark}-one\n`);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { exporter } = await started({ auth: { bearerToken: { file } } });
    const status = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await exporter.handler({ method: 'GET', url: '/metrics', headers })).status;
    };
    const change = (text: string, time: number) => {
      writeFileSync(file, text);
      utimesSync(file, time, time);
      now += 2_000;
    };
    expect(await status(`${mark}-one`)).toBe(200);
    change(`${mark}-two`, 10);
    expect([await status(`${mark}-one`), await status(`${mark}-two`)]).toEqual([401, 200]);
    change('', 20);
    expect(await status(`${mark}-two`)).toBe(200);
    rmSync(file);
    now += 2_000;
    expect(await status(`${mark}-two`)).toBe(200);
    expectNoSecret(exporter);
  });
});
