import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prometheus } from '../src/index.ts';
import { describeWithBackend } from '../src/vitest.ts';
import { makeHost, type TestHost } from './host.ts';

let host: TestHost;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.remove());

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const cli = join(import.meta.dirname, '../src/cli.ts');
  const base = { ...host.env, OBS_BACKENDS: 'present', OBS_BACKENDS_CACHE: host.cache };
  return spawnSync(process.execPath, [cli, ...args], {
    env: { ...base, ...env },
    encoding: 'utf8',
  });
}

it('prints its help with every name', () => {
  const { status, stdout } = run(['--help']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}prometheus +Prometheus 2\.42 or newer/m);
});

it.each([
  ['no arguments', [], 'no names'],
  ['an unknown name', ['grafana'], 'There is no backend grafana'],
  ['an unknown option', ['--al'], "Unknown option '--al'"],
])('refuses %s', (_title, args, message) => {
  const { status, stderr } = run(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

it('refuses an unknown mode', () => {
  const { status, stderr } = run(['prometheus'], { OBS_BACKENDS: 'never' });
  expect(status).not.toBe(0);
  expect(stderr).toContain('OBS_BACKENDS=never is unknown');
});

it('exits with 1 and the recipe when one is missing', () => {
  const { status, stdout, stderr } = run(['prometheus', 'wrk']);
  expect(status).toBe(1);
  expect(stdout).toBe('prometheus    missing\nwrk           missing\n');
  expect(stderr).toContain('To get it: put wrk on PATH');
});

it('lists all without failing for those that are missing', () => {
  const { status, stdout } = run(['--list']);
  expect(status).toBe(0);
  expect(stdout.split('\n').length).toBeGreaterThan(8);
});

describeWithBackend('with a Prometheus on PATH', prometheus, (backend) => {
  it('says where it is', () => {
    const { path, promtoolPath, version } = backend();
    const { status, stdout } = run(['prometheus'], { PATH: join(path, '..') });
    expect(status).toBe(0);
    expect(stdout.trim().split(/\s+/)).toEqual(['prometheus', version, 'path', path, promtoolPath]);
  });
});
