import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixture } from './child.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

let server: Server;
let received: { url: string; type: string; body: string }[];
let answer: (() => number) | undefined;

beforeEach(async () => {
  received = [];
  answer = () => 200;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('latin1');
    received.push({ url: request.url ?? '', type: request.headers['content-type'] ?? '', body });
    if (answer !== undefined) response.writeHead(answer()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.closeAllConnections());
afterEach(() => void server.close());

const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe.each(['obs', 'opentelemetry'])('OTLP push on the engine %s', (engine) => {
  const run = (env: Record<string, string> = {}, args: string[] = []) =>
    fixture('push.mjs', {
      args,
      env: {
        OBS_ENGINE: engine,
        OBS_METRICS_PORT: '0',
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(),
        ...env,
      },
    });

  it('sends what there is, shutdown callbacks included, when a signal ends the process', async () => {
    const { child, ended, said } = run();
    await said('ready');
    child.kill('SIGTERM');
    expect((await ended).signal).toBe('SIGTERM');
    expect(received.at(-1)).toMatchObject({ url: '/v1/metrics', type: 'application/x-protobuf' });
    expect(received.at(-1)?.body).toContain('pushed.events');
    expect(received.at(-1)?.body).toContain('pushed.at.the.end');
  });

  it('sends what there is when the program has nothing left to do', async () => {
    expect(await run({}, ['leaves']).ended).toMatchObject({ code: 0, signal: null });
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toContain('pushed.events');
    expect(received[0]?.body).toContain('pushed.at.the.end');
  });

  it('says once that nobody takes it, and once that somebody does again', async () => {
    let refuse = true;
    answer = () => (refuse ? 400 : 200);
    const { child, ended } = run({ OTEL_METRIC_EXPORT_INTERVAL: '50' });
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(3);
    refuse = false;
    const before = received.length;
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(before + 2);
    child.kill('SIGTERM');
    const { stderr } = await ended;
    expect(stderr.match(/the exporter otlp fails/g)).toHaveLength(1);
    expect(stderr).toContain('What was to be sent is dropped, the next export is tried');
    expect(stderr.match(/the exporter otlp works again/g)).toHaveLength(1);
  });

  it('pushes at its interval', async () => {
    const { child, ended } = run({ OTEL_METRIC_EXPORT_INTERVAL: '50' });
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(2);
    child.kill('SIGKILL');
    await ended;
  });

  it('ends within the shutdown timeout when the receiver hangs', async () => {
    answer = undefined;
    const { child, ended, said } = run({ OBS_SHUTDOWN_TIMEOUT: '200' });
    await said('ready');
    child.kill('SIGTERM');
    const { signal, stderr } = await ended;
    expect(signal).toBe('SIGTERM');
    expect(stderr).toMatch(/the last export did not end in \d+ ms/);
  });

  it('carries delta temporality when the environment asks for it', async () => {
    const { child, ended, said } = run({
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      OTEL_METRIC_EXPORT_INTERVAL: '50',
    });
    await said('ready');
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    // Sum { data_points = 1 {...}, aggregation_temporality = 2, is_monotonic = 3 }: DELTA is 1.
    expect(received[0]?.body).toContain('\x10\x01\x18\x01');
    expect(received[0]?.body).not.toContain('\x10\x02\x18\x01');
  });
});
