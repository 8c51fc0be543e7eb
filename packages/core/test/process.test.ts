import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { fixture } from './child.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

const engines = ['obs', 'opentelemetry'] as const;

describe.each(engines)('a process on the engine %s', (engine) => {
  const run = (name: string, env: Record<string, string> = {}, args: string[] = []) =>
    fixture(name, { env: { OBS_ENGINE: engine, ...env }, args }).ended;

  it('keeps what was recorded before start, from the ESM and the CJS build', async () => {
    const { stdout, stderr, code } = await run('early.mjs');
    expect(stdout).toContain('\nearly_events_total 5\n');
    expect(stderr).toContain('obs: ');
    expect(code).toBe(0);
  });

  it('records for libraries that use the global meter', async () => {
    expect((await run('global.cjs')).stdout).toContain('\nlibrary_calls_total 7\n');
  });

  it('says nothing and does not stay when it only imports', async () => {
    expect(await run('quiet.mjs')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('answers on a port of its own, with resource and without scope labels', async () => {
    const { stdout } = await run('early.mjs', {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    expect(stdout).toMatch(/^target_info\{.*service_name="shop".*\} 1$/m);
    expect(stdout).toMatch(/^target_info\{.*deployment_environment_name="test".*\} 1$/m);
    expect(stdout).not.toContain('otel_scope');
  });

  it('has typed instruments that record what is right and drop what is not', async () => {
    const { stdout, stderr, code } = await run('typed.mjs');
    const lines = stdout.split('\n').filter((line) => line.startsWith('shop_'));
    for (const line of [
      'shop_orders_total{status="paid"} 3',
      'shop_orders_total{status="refused"} 0',
      'shop_duration_seconds_bucket{page="/a",le="1"} 1',
      'shop_duration_seconds_count{page="/b"} 1',
      'shop_duration_seconds_count{otel_metric_overflow="true"} 1',
      'shop_open 2',
      'shop_stock -4.5',
      'shop_level{tank="a"} 10',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.join('\n')).not.toContain('tank="b"');
    const dropped = (reason: string) =>
      Number(
        stdout.match(
          new RegExp(`obs_dropped_measurements_total\\{reason="${reason}"\\} (\\d+)`),
        )?.[1],
      );
    expect(dropped('not_a_number')).toBe(7);
    expect(dropped('not_finite')).toBe(1);
    expect(dropped('negative')).toBe(1);
    expect(dropped('label_too_long')).toBe(1);
    expect(dropped('invalid_label')).toBe(5);
    expect(dropped('error')).toBe(2);
    expect(
      stderr.match(/a measurement of shop_orders_total was dropped \(invalid_label\)/g),
    ).toHaveLength(1);
    expect(stderr).toContain('the label page reached the limit of 2');
    expect(code).toBe(0);
  });

  it('shows its health as a metric and at /health and /ready', async () => {
    const { stdout } = await run('health.mjs');
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      '/health 200 up',
      '/ready 200 up',
      '/metrics 200 service_health_status 1',
      '/health 503 down',
      '/ready 503 down',
      '/metrics 200 service_health_status 0',
    ]);
  });

  it('lives when its port is taken, and says so once', async () => {
    const { stdout, stderr, code } = await run('taken.mjs');
    expect(stdout).toContain('url undefined');
    expect(stderr.match(/is taken/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it('gives one worker of a cluster the port, and the other says what to do', async () => {
    const { stdout, stderr } = await run('cluster.mjs');
    expect(stdout.trim().split('\n')).toEqual([
      'worker 1 served',
      'worker 2 not served',
      ...Array.from({ length: 5 }, () => 'worker-1'),
    ]);
    expect(stderr.match(/is taken/g)).toHaveLength(1);
    expect(stderr).toMatch(
      /is taken.*This is cluster worker 2, and each has metrics of its own: let each push them \(OTEL_METRICS_EXPORTER=otlp\), or.*OBS_METRICS_PORT=0/,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s as it would without us', async (signal) => {
    const { child, ended, said } = fixture('signal.mjs', {
      env: { OBS_ENGINE: engine },
      args: ['alone'],
    });
    await said('ready');
    child.kill(signal);
    const { code, signal: endedBy, stdout } = await ended;
    expect({ code, endedBy }).toEqual({ code: null, endedBy: signal });
    expect(stdout).toContain('closing');
  });

  it('ends by a signal that comes while it starts', async () => {
    const { signal, stdout } = await run('signal.mjs', {}, ['pending']);
    expect(signal).toBe('SIGTERM');
    expect(stdout).toContain('closing');
  });

  it.each([
    ['does not wait for a listener that waits for it', 'polite'],
    ['ends by the signal that an application sends itself again', 'again'],
  ])('%s', async (_what, who) => {
    const { child, ended, said } = fixture('signal.mjs', {
      env: { OBS_ENGINE: engine },
      args: [who],
    });
    await said('ready');
    child.kill('SIGTERM');
    const { signal, stdout } = await ended;
    expect(signal).toBe('SIGTERM');
    expect(stdout).toContain('closing');
  });

  it.each(['handled', 'once'])('leaves the end to an application: SIGTERM %s', async (how) => {
    const { child, ended, said } = fixture('signal.mjs', {
      env: { OBS_ENGINE: engine },
      args: [how],
    });
    await said('ready');
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(7);
    expect(stdout).not.toContain('closing');
  });

  it('may end while a scraper keeps its connection open', async () => {
    const { child, ended, said } = fixture('leave.mjs', { env: { OBS_ENGINE: engine } });
    await said('url ');
    const url = new URL(/url (.*)/.exec(await said('\n'))?.[1] ?? '');
    const scraper = connect(Number(url.port), url.hostname);
    scraper.write(`GET ${url.pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(scraper, 'data');
    child.stdin?.write('go\n');
    const first = await Promise.race([
      ended.then(() => 'the process ended'),
      // Node's own keep-alive timeout, after which the server would have given up anyway.
      sleep(4000, 'the connection held it', { ref: false }),
    ]);
    scraper.destroy();
    expect(first).toBe('the process ended');
  });

  it('records and serves nothing under OTEL_SDK_DISABLED', async () => {
    const { stderr, stdout } = await run('taken.mjs', { OTEL_SDK_DISABLED: 'true' });
    expect(stdout).toContain('url undefined');
    expect(stderr).toContain('disabled by OTEL_SDK_DISABLED');
  });

  it('rejects a start that cannot be understood, with the way out', async () => {
    const { stderr, code } = await run('early.mjs', {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke',
      OTEL_METRICS_EXPORTER: 'otlp',
    });
    expect(stderr).toContain('OBS_CONFIG_VALUE');
    expect(stderr).toContain('http/protobuf');
    expect(code).toBe(1);
  });

  it('can be started after a start that failed', async () => {
    const { stdout, code } = await run('retry.mjs', { OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke' });
    expect(stdout).toContain('OBS_CONFIG_VALUE 0\n');
    expect(stdout).toContain('\nretried_total 1\n');
    expect(code).toBe(0);
  });

  it('ends in the time that it was given, once', async () => {
    const { stdout, stderr, code } = await run('ended.mjs');
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'in time',
      'url undefined',
      'port closed',
      'same true',
      'listeners 0 0',
    ]);
    expect(stderr).toContain('start() was called after shutdown()');
    expect(code).toBe(0);
  });

  it('lives when nobody reads stderr any more', async () => {
    const { child, ended } = fixture('deaf.mjs', { env: { OBS_ENGINE: engine } });
    child.stderr?.destroy();
    child.stdin?.write('go\n');
    const { code, stdout } = await ended;
    expect(stdout).toBe('lives\n');
    expect(code).toBe(0);
  });

  it('answers a scrape although an observable never does, and asks that one once', async () => {
    const { stdout } = await run('hang.mjs');
    expect(stdout).toContain('\ntank_answers 5\n');
    expect(stdout).toContain('\nservice_health_status 0\n');
    expect(stdout).toContain('\ncalls 1\n');
    expect(stdout).toContain('\nhealth 503\n');
  });

  it('lets an import live with variables that only start() refuses', async () => {
    const { code, stderr } = await run('quiet.mjs', { OBS_LOG: 'loud' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await run('early.mjs', { OBS_LOG: 'loud' })).stderr).toContain('OBS_CONFIG_VALUE');
  });

  it('names the nearest variable for one that is not known', async () => {
    const { stderr } = await run('early.mjs', { OBS_METRIC_PATH: '/m' });
    expect(stderr).toContain('OBS_METRIC_PATH is not known; did you mean OBS_METRICS_PATH?');
  });
});
