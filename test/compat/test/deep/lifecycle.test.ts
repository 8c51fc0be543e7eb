import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectorServer, collector, startCollector } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Preload, preloadArgs } from '../../src/observe.ts';
import { listen, oursAndOthers } from '../../src/output.ts';

// The same application as in the fast tests of @obs/auto, which have a receiver that answers at once.
const fixtures = join(import.meta.dirname, '../../../../packages/auto/test/fixtures');
const preloads: readonly Preload[] = ['--require', '--import'];

/** What an application does to end, and what it records while it ends. */
const ends: readonly (readonly [string, readonly string[]])[] = [
  ['leaves', []],
  ['listens to the end', []],
  ['exits', []],
  ['throws', []],
  ['throws later', []],
  ['rejects', []],
  ['catches and exits', []],
  ['is killed by SIGTERM', []],
  ['is killed by SIGINT', []],
  ['handles SIGTERM and exits', ['last.words']],
  ['closes its server at SIGTERM', ['last.words']],
];

async function run(how: string, preload: Preload, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [...preloadArgs(preload), 'last.cjs', how], {
    cwd: fixtures,
    env: { PATH: process.env['PATH'], OBS_METRICS_PORT: '0', OBS_LOG: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { text, ended } = listen(child);
  const [code, signal] = await ended;
  const { stdout, stderr } = text();
  return { code, signal, stdout, lines: oursAndOthers(stderr).ours };
}

describeWithBackend('the end of a process that pushes to a Collector', collector, () => {
  let server: CollectorServer;
  beforeAll(async () => {
    server = await startCollector();
  });
  afterAll(() => server.stop());

  describe.each(preloads)('under %s', (preload) => {
    it.each(ends)('which %s: all that it recorded is in its files', async (how, more) => {
      const service = `${preload.slice(2)} ${how}`;
      const alone = await run(how, 'bare');
      const observed = await run(how, preload, {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttpUrl,
        OTEL_SERVICE_NAME: service,
      });
      expect({ ...observed, lines: [] }).toEqual(alone);
      expect(observed.lines.filter((line) => !line.includes('preset:'))).toEqual([]);
      const wanted = ['last.orders', 'last.level', 'last span', ...more];
      await expect
        .poll(() => namesOf(server, service), { timeout: 10_000 })
        .toEqual(expect.arrayContaining(wanted));
    });
  });

  it.each(['leaves', 'exits', 'throws later', 'is killed by SIGTERM'])(
    'which %s is not held by a receiver that accepts and never answers',
    async (how) => {
      const hung = createServer(() => {}).listen(0, '127.0.0.1');
      await once(hung, 'listening');
      const { port } = hung.address() as AddressInfo;
      const alone = await run(how, 'bare');
      const ended = run(how, '--require', {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OBS_SHUTDOWN_TIMEOUT: '300',
      });
      // Far above the timeout, and far below the ten seconds after which an export gives up.
      const observed = await Promise.race([ended, sleep(8000, undefined, { ref: false })]);
      hung.close();
      expect({ ...observed, lines: [] }).toEqual(alone);
      expect(observed?.lines.join('\n')).toMatch(/the last export did not end in \d+ ms/);
    },
  );
});

/** Names of metrics and spans that one service has in the files. */
async function namesOf(server: CollectorServer, service: string): Promise<string[]> {
  const requests = [...(await server.received('metrics')), ...(await server.received('traces'))];
  return requests
    .flatMap((request) => Object.values(request).flat() as object[])
    .map((resource) => JSON.stringify(resource))
    .filter((text) => text.includes(JSON.stringify({ stringValue: service })))
    .flatMap((text) => [...text.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name as string));
}
