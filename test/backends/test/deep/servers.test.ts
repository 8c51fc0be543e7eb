import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import {
  alertmanager,
  chromium,
  collector,
  jaeger,
  prometheus,
  prometheus3,
  startAlertmanager,
  startCollector,
  startJaeger,
  startPrometheus,
  waitFor,
  wrk,
} from '../../src/index.ts';
import { describeWithBackend } from '../../src/vitest.ts';

const run = promisify(execFile);

async function postJson(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBe(200);
}

const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const nanoseconds = () => `${Date.now()}000000`;

function metricRequest() {
  const point = { asInt: '5', timeUnixNano: nanoseconds(), attributes: attributes({ kind: 'a' }) };
  const sum = { isMonotonic: true, aggregationTemporality: 2, dataPoints: [point] };
  const scope = { metrics: [{ name: 'jobs.done', unit: '1', sum }] };
  const resource = { attributes: attributes({ 'service.name': 'tester' }) };
  return { resourceMetrics: [{ resource, scopeMetrics: [scope] }] };
}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
function traceRequest() {
  const span = {
    traceId: TRACE_ID,
    spanId: 'b7ad6b7169203331',
    name: 'work',
    kind: 1,
    startTimeUnixNano: nanoseconds(),
    endTimeUnixNano: nanoseconds(),
  };
  const resource = { attributes: attributes({ 'service.name': 'tester' }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

describeWithBackend('Prometheus 3', prometheus3, () => {
  it('takes metrics over OTLP', async () => {
    const server = await startPrometheus({ version: 3, flags: ['--web.enable-otlp-receiver'] });
    try {
      await postJson(`${server.url}/api/v1/otlp/v1/metrics`, metricRequest());
      const [sample] = await server.query('jobs_done_total');
      expect(sample).toMatchObject({ metric: { job: 'tester', kind: 'a' }, value: 5 });
    } finally {
      await server.stop();
    }
  });

  it('gives native histograms and exemplars', async () => {
    const server = await startPrometheus({
      version: 3,
      flags: ['--web.enable-otlp-receiver', '--enable-feature=native-histograms,exemplar-storage'],
    });
    try {
      const exemplar = { timeUnixNano: nanoseconds(), asDouble: 3, traceId: TRACE_ID };
      const point = {
        timeUnixNano: nanoseconds(),
        count: '3',
        sum: 7,
        scale: 0,
        zeroCount: '0',
        // Scale 0: (1, 2] has one observation, (2, 4] two.
        positive: { offset: 0, bucketCounts: ['1', '2'] },
        exemplars: [exemplar],
      };
      const exponentialHistogram = { aggregationTemporality: 2, dataPoints: [point] };
      const scope = { metrics: [{ name: 'wait', unit: 's', exponentialHistogram }] };
      await postJson(`${server.url}/api/v1/otlp/v1/metrics`, {
        resourceMetrics: [{ resource: {}, scopeMetrics: [scope] }],
      });
      const [sample] = await server.query('wait_seconds');
      expect(sample?.value).toBeNaN();
      expect(sample?.histogram).toEqual({
        count: 3,
        sum: 7,
        buckets: [
          { boundaries: 0, lower: 1, upper: 2, count: 1 },
          { boundaries: 0, lower: 2, upper: 4, count: 2 },
        ],
      });
      const now = Date.now() / 1000;
      const [series] = await server.exemplars('wait_seconds', now - 60, now + 60);
      expect(series?.exemplars).toMatchObject([{ value: 3, labels: { trace_id: TRACE_ID } }]);
    } finally {
      await server.stop();
    }
  });
});

describeWithBackend(
  'Alertmanager',
  async () => ({ prometheus: await prometheus(), alertmanager: await alertmanager() }),
  (backends) => {
    it('gets the alert that a rule of Prometheus fires', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rules-'));
      const file = join(folder, 'rules.yml');
      const rule = { alert: 'Always', expr: 'vector(1) > 0', labels: { severity: 'page' } };
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'group', rules: [rule] }] }));
      await run(backends().prometheus.promtoolPath, ['check', 'rules', file]);
      const target = await startAlertmanager();
      const source = await startPrometheus({
        ruleFiles: [file],
        settings: {
          alerting: { alertmanagers: [{ static_configs: [{ targets: [target.address] }] }] },
        },
      });
      try {
        const alerts = await waitFor(
          async () => {
            const all = await target.alerts();
            return all.length > 0 && all;
          },
          { what: 'the alert' },
        );
        const labels = { alertname: 'Always', severity: 'page' };
        expect(alerts).toMatchObject([{ labels, status: { state: 'active' } }]);
        const [group] = await source.rules();
        expect(group).toMatchObject({ name: 'group', rules: [{ name: 'Always', health: 'ok' }] });
      } finally {
        await Promise.all([source.stop(), target.stop()]);
        rmSync(folder, { recursive: true });
      }
    });

    it('says what is wrong with a configuration', async () => {
      await expect(startAlertmanager({ config: 'route: 3' })).rejects.toThrow('cannot unmarshal');
    });
  },
);

describeWithBackend('the Collector', collector, () => {
  it('takes metrics and traces over OTLP, and shows what it took', async () => {
    const server = await startCollector();
    try {
      await postJson(`${server.otlpHttpUrl}/v1/metrics`, metricRequest());
      await postJson(`${server.otlpHttpUrl}/v1/traces`, traceRequest());
      for (const signal of ['metrics', 'traces'] as const) {
        const requests = await waitFor(
          async () => {
            const all = await server.received(signal);
            return all.length > 0 && all;
          },
          { what: signal },
        );
        const name = signal === 'metrics' ? 'jobs.done' : 'work';
        expect(JSON.stringify(requests)).toContain(`"name":"${name}"`);
      }
      const exposition = await (await fetch(server.prometheusUrl)).text();
      expect(exposition).toMatch(/^jobs_done_total\{.*kind="a".*\} 5/m);
      expect(await server.received('logs')).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('says what is wrong with a configuration', async () => {
    const broken = startCollector({ config: () => ({ receivers: { nothing: {} } }) });
    await expect(broken).rejects.toThrow(/unknown type: "nothing"/);
  });
});

describeWithBackend('Jaeger', jaeger, () => {
  it('takes a trace over OTLP, and gives it back', async () => {
    const server = await startJaeger();
    try {
      expect(await server.trace(TRACE_ID)).toBeUndefined();
      await postJson(`${server.otlpHttpUrl}/v1/traces`, traceRequest());
      const trace = await waitFor(() => server.trace(TRACE_ID), { what: 'the trace' });
      expect(trace.spans).toMatchObject([{ operationName: 'work' }]);
      expect(await server.services()).toEqual(['tester']);
      expect(await server.traces('tester')).toMatchObject([{ traceID: TRACE_ID }]);
    } finally {
      await server.stop();
    }
  });
});

describeWithBackend('Chromium', chromium, (backend) => {
  it('runs scripts without a screen', async () => {
    const page = 'data:text/html,<p id=a></p><script>a.textContent = 6 * 7</script>';
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const { stdout } = await run(backend().path, [...flags, '--dump-dom', page]);
    expect(stdout).toContain('<p id="a">42</p>');
  });
});

describeWithBackend('wrk', wrk, (backend) => {
  it('sends requests', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const args = ['-t1', '-c2', '-d1s', `http://127.0.0.1:${port}/`];
    const { stdout } = await run(backend().path, args);
    expect(stdout).toMatch(/Requests\/sec:/);
    expect(requests).toBeGreaterThan(2);
    server.close();
  });
});
