import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../src/cli.js';
import { type ScriptedPrometheus, startScripted, value } from './support/scripted.js';

let prometheus: ScriptedPrometheus | undefined;
const folder = mkdtempSync(join(tmpdir(), 'obs-cli-'));

afterEach(async () => {
  await prometheus?.close();
  prometheus = undefined;
});
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs the program; `use` gets the URL once it serves, and its end is the program's. */
async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  use: (url: string) => Promise<void> = async () => {},
) {
  let out = '';
  let err = '';
  const code = await main([...args], {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    ended: () => use(/(http:\S+)\/prometheus/.exec(out)![1]!),
  });
  return { code, out, err };
}

describe('the program', () => {
  it('serves until it is asked to end', async () => {
    prometheus = await startScripted(value('4'));
    const args = ['--prometheus-url', prometheus.url, '--port', '0', '--host', '127.0.0.1'];
    let total = '';
    const { code } = await run(
      [...args, '--matcher', 'job=x', '--rate-window', '1m'],
      {},
      async (url) => {
        const answer = await (await fetch(`${url}/prometheus/metrics/summary`)).json();
        total = (answer as { metrics: { http: { total_requests: string } } }).metrics.http
          .total_requests;
        expect((await fetch(`${url}/api/v1/query?query=1`)).status).toBe(404);
      },
    );
    expect(code).toBe(0);
    expect(total).toBe('4');
    expect(prometheus.calls[0]!.query).toContain('job="x"');
  });

  it('proxies when it is told to', async () => {
    prometheus = await startScripted(value('4'));
    const args = ['--port', '0', '--proxy', '--allow', 'up', '--allow', 'x_seconds=histogram'];
    await run(args, { PROMETHEUS_URL: prometheus.url }, async (url) => {
      const status = async (query: string) => {
        return (await fetch(`${url}/api/v1/query?query=${query}`)).status;
      };
      expect(await status('up')).toBe(200);
      expect(await status('x_seconds_count')).toBe(200);
      expect(await status('active_api_keys')).toBe(403);
    });
  });

  it.each([
    ['from its file', 'secret\n', 'Bearer secret'],
    ['from the variable when its file is empty', '', 'Bearer other'],
  ])('takes the token %s', async (_name, content, header) => {
    prometheus = await startScripted(value('4'));
    const file = join(folder, 'token');
    writeFileSync(file, content);
    const args = ['--prometheus-url', prometheus.url, '--port', '0', '--bearer-token-file', file];
    await run(args, { PROMETHEUS_BEARER_TOKEN: 'other' }, async (url) => {
      await fetch(`${url}/prometheus/metrics/business`);
    });
    expect(prometheus.calls[0]!.headers.authorization).toBe(header);
  });

  it.each<[string, string[], RegExp]>([
    ['an option that is none', ['--nope'], /Usage/],
    ['a port that is none', ['--port', 'x'], /--port/],
    ['a URL that is none', ['--prometheus-url', 'x'], /url/],
    ['a pair that is none', ['--family', 'requests'], /no =/],
    ['a file that is not there', ['--bearer-token-file', '/nowhere'], /Cannot read .*\/nowhere/],
  ])('refuses %s with the way out', async (_name, args, text) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(text);
  });

  it('says that the port is taken', async () => {
    prometheus = await startScripted(value('4'));
    const port = new URL(prometheus.url).port;
    const { code, err } = await run(['--host', '127.0.0.1', '--port', port]);
    expect(code).toBe(1);
    expect(err).toMatch(/EADDRINUSE/);
  });

  it('explains itself', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: npx @obs\/prometheus-api/);
  });
});
