import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPacked } from '@obs-test/backends';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;

beforeAll(() => {
  folder = installPacked('@obs/auto');
  writeFileSync(
    join(folder, 'app.js'),
    `const { createServer } = require('node:http');
createServer((request, response) => response.end('hello')).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
`,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('a newcomer sees the request in the first minute', async () => {
  const child = spawn(process.execPath, ['--require', '@obs/auto', 'app.js'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], OBS_METRICS_PORT: '0' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'close');
  while (!said.out.includes('\n') || !said.err.includes('\n')) await sleep(20);
  const url = /^obs: .*metrics on (http:\S+\/metrics);/.exec(said.err)?.[1] ?? '';
  await (await fetch(`http://127.0.0.1:${said.out.trim()}/users/42`)).text();
  await expect
    .poll(async () => (await fetch(url)).text())
    .toMatch(/^http_server_request_duration_seconds_count\{.*http_route="\/users\/:id".*\} 1$/m);
  expect(said.err.trim().split('\n')).toHaveLength(1);
  child.kill();
  await ended;
});
