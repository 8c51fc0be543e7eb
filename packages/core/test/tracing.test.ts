import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixture } from './child.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

let server: Server;
let received: { url: string; body: string }[];

beforeEach(async () => {
  received = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const run = (env: Record<string, string>, args: string[] = []) =>
  fixture('traced.mjs', { args, env: { OBS_METRICS_PORT: '0', ...env } });
const report = async (env: Record<string, string>, args: string[] = []) => {
  const { stdout, stderr } = await run(env, args).ended;
  return { ...JSON.parse(stdout.split('\n')[0] ?? ''), stderr };
};

describe.each(['esm', 'cjs'])('the %s build', (build) => {
  it('loads nothing of tracing, and makes no spans, when nobody says where they go', async () => {
    expect(await report({}, [build])).toMatchObject({ isRecording: false, modules: 0 });
    expect(
      await report({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint() }, [build]),
    ).toMatchObject({ isRecording: false, modules: 0 });
  });

  it.each(['obs', 'opentelemetry'])('delivers spans beside the engine %s', async (engine) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(), OBS_ENGINE: engine };
    const { isRecording, modules, stderr } = await report(env, [build]);
    expect(isRecording).toBe(true);
    expect(modules).toBeGreaterThan(3);
    expect(stderr).toContain(`traces to ${endpoint()}/v1/traces`);
    const traces = received.filter(({ url }) => url === '/v1/traces').map(({ body }) => body);
    expect(traces.join()).toContain('outer');
    expect(traces.join()).toContain('inner');
    expect(received.map(({ url }) => url)).toContain('/v1/metrics');
  });
});

it('delivers what has ended when a signal ends the process, within its timeout', async () => {
  const { child, ended, said } = run(
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint()}/v1/traces` },
    ['stay'],
  );
  await said('ready');
  expect(received).toEqual([]);
  child.kill('SIGTERM');
  expect((await ended).signal).toBe('SIGTERM');
  expect(received.map(({ body }) => body).join()).toContain('outer');
});

it('ends in time when the receiver hangs', async () => {
  server.removeAllListeners('request');
  const { child, ended, said } = run(
    {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint()}/v1/traces`,
      OBS_SHUTDOWN_TIMEOUT: '200',
    },
    ['stay'],
  );
  await said('ready');
  child.kill('SIGTERM');
  const { signal, stderr } = await ended;
  expect(signal).toBe('SIGTERM');
  expect(stderr).toMatch(/the last export did not end in \d+ ms/);
});

it('takes everything back when the exporter is not installed', async () => {
  const { error, isRecording } = await report({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint(),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
  });
  expect(error).toMatch(
    /needs @opentelemetry\/exporter-trace-otlp-grpc.*Run "npm install.*OBS_CONFIG_DEPENDENCY/,
  );
  expect(isRecording).toBe(false);
});

it.each([
  [{ tracing: { sampler: 'maybe' } }, /The option tracing\.sampler is "maybe"/],
  [{ tracing: { exporters: ['zipkin'] } }, /The option tracing .*otlp, console, none/],
  [{ tracing: 'on' }, /The option tracing is "on"/],
])('rejects %j with the way out', async (options, message) => {
  const { error } = await report({
    START: JSON.stringify(options),
    OTEL_TRACES_EXPORTER: 'console',
  });
  expect(error).toMatch(message);
});

it('says the options that the environment cannot', async () => {
  const { isRecording } = await report({
    START: JSON.stringify({ tracing: { exporters: ['console'], sampler: 'always_off' } }),
  });
  expect(isRecording).toBe(false);
});
