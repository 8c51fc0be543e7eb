import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCi } from '../src/host.ts';
import { prometheus } from '../src/index.ts';
import { describeWithBackend } from '../src/vitest.ts';
import { makeHost, type TestHost } from './host.ts';

let host: TestHost;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.remove());

const RECIPE = 'To get it: put prometheus and promtool on PATH';
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

interface Report {
  readonly code: number | null;
  readonly stderr: string;
  readonly text: string;
  readonly tests: readonly { readonly title: string; readonly status: string }[];
}

/** Runs the fixture. PATH and cache are the empty ones of `host` unless `env` has others. */
async function runFixture(env: Record<string, string>): Promise<Report> {
  const file = join(host.folder, 'report.json');
  const args = [VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile=${file}`];
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, 'fixtures'),
    env: { ...host.env, OBS_BACKENDS: 'present', OBS_BACKENDS_CACHE: host.cache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    testResults: { assertionResults: { title: string; status: string }[] }[];
  };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    code,
    stderr,
    text: stdout + stderr,
    tests: tests.map(({ title, status }) => ({ title, status })),
  };
}

describe('tests whose backend is missing', () => {
  it('fail under CI with the recipe, without failing the others of the file', async () => {
    const { code, text, tests } = await runFixture({ CI: 'true' });
    expect(tests).toEqual([
      { title: 'has prometheus', status: 'failed' },
      { title: 'is there', status: 'skipped' },
      { title: 'is still there', status: 'skipped' },
      { title: 'needs nothing', status: 'passed' },
    ]);
    expect(text).toContain(RECIPE);
    expect(text).not.toContain('hook saw');
    expect(code).toBe(1);
  });

  it('are skipped elsewhere, counted, with the recipe on stderr', async () => {
    const { code, stderr, text, tests } = await runFixture({});
    expect(tests).toEqual([
      { title: 'is there', status: 'skipped' },
      { title: 'is still there', status: 'skipped' },
      { title: 'needs nothing', status: 'passed' },
    ]);
    expect(stderr).toContain('SKIPPED with Prometheus: prometheus (Prometheus 2.42 or newer');
    expect(stderr).toContain(RECIPE);
    expect(text).not.toContain('hook saw');
    expect(code).toBe(0);
  });
});

describeWithBackend('tests whose backend is there', prometheus, (backend) => {
  it('run, and their hooks too', async () => {
    const { code, tests } = await runFixture({ CI: 'true', PATH: dirname(backend().path) });
    expect(tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(code).toBe(0);
  });
});

describe('CI', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['woodpecker', true],
    ['false', false],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('=%s means %s', (value, expected) => {
    expect(isCi({ CI: value })).toBe(expected);
  });
});
