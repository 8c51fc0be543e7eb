import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorized } from '../src/access/authorization.js';
import { Secret } from '../src/access/secret.js';
import { textResponse } from '../src/handler/types.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'obs-secret-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = async () => textResponse(200, 'in');
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('authorized', () => {
  const handler = authorized(open, {
    bearerToken: 't0ken',
    basic: { username: 'prom', password: 'pass:wörd' },
  });

  it.each([
    ['the token', 'Bearer t0ken', 200],
    ['the token, scheme in any case', 'bearer t0ken', 200],
    ['name and password', basic('prom:pass:wörd'), 200],
    ['nothing', undefined, 401],
    ['another token', 'Bearer t0keN', 401],
    ['a longer token', 'Bearer t0ken1', 401],
    ['an empty token', 'Bearer ', 401],
    ['another name', basic('root:pass:wörd'), 401],
    ['no password', basic('prom'), 401],
    ['the token as password', basic('t0ken:t0ken'), 401],
    ['another scheme', 'Digest t0ken', 401],
  ])('with %s', async (_what, authorization, status) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await handler({ method: 'GET', url: '/', headers });
    expect(response.status).toBe(status);
    if (status === 401) expect(response.headers['www-authenticate']).toMatch(/^Bearer .*, Basic /);
  });
});

it('authorized refuses to keep everybody out', () => {
  expect(() => authorized(open, {})).toThrow(/neither bearerToken nor basic/);
});

describe('Secret', () => {
  it('follows its file, and keeps the last value while there is none', () => {
    const path = join(folder, 'token');
    writeFileSync(path, 'one\n');
    let now = 0;
    const secret = new Secret({ file: path }, () => now);
    expect(secret.value).toBe('one');
    writeFileSync(path, 'two');
    utimesSync(path, 1, 1);
    expect(secret.value).toBe('one');
    now = 1_000;
    expect(secret.value).toBe('two');
    rmSync(path);
    now = 2_000;
    expect(secret.value).toBe('two');
  });

  it('comes from the environment', () => {
    process.env['OBS_TEST_TOKEN'] = 'from-env';
    expect(new Secret({ env: 'OBS_TEST_TOKEN' }).value).toBe('from-env');
    delete process.env['OBS_TEST_TOKEN'];
  });

  it.each([
    ['a file that is not there', { file: '/nowhere/token' }, /\/nowhere\/token.*exists/],
    ['a variable that is not set', { env: 'OBS_NOT_SET' }, /OBS_NOT_SET is empty/],
    ['an empty text', '', /option is empty/],
  ])('refuses %s', (_what, source, message) => {
    expect(() => new Secret(source)).toThrow(message);
  });
});
