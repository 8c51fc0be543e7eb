import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  collector as findCollector,
  type PrometheusServer,
  startCollector,
  startPrometheus,
  waitFor,
} from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deployed } from '../../src/deploy.ts';
import { type Faults, startFaults } from '../../src/faults.ts';

/** What stands for Grafana Cloud: asks for a password, and hands on to a Prometheus. */
async function startGate(prometheus: PrometheusServer) {
  const credentials: string[] = [];
  const server = createServer(async (request, response) => {
    credentials.push(request.headers.authorization ?? '');
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    const body = await buffer(request);
    const { status } = await fetch(`${prometheus.url}/api/v1/write`, {
      method: 'POST',
      headers,
      body,
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/push`, credentials, stop: () => server.close() };
}

describeWithBackend('the OpenTelemetry Collector with the file of the fleet', findCollector, () => {
  let target: Faults;
  let prometheus: PrometheusServer;
  let gate: Awaited<ReturnType<typeof startGate>>;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  const folder = mkdtempSync(join(tmpdir(), 'obs-token-'));
  const config = parse(readFileSync(deployed('collector/fleet.yaml'), 'utf8'));
  const jobs = config.receivers.prometheus.config.scrape_configs as {
    job_name: string;
    scrape_interval: string;
    static_configs: { targets: string[]; labels: Record<string, string> }[];
  }[];

  beforeAll(async () => {
    target = await startFaults([
      { series: 'orchestrator_tasks_total{agent="a"}', values: '0+1x1' },
    ]);
    prometheus = await startPrometheus({ flags: ['--web.enable-remote-write-receiver'] });
    gate = await startGate(prometheus);
    // All that is changed: where the targets are, how often they are asked, and where to push.
    for (const job of jobs) {
      job.scrape_interval = '1s';
      job.static_configs[0]!.targets = [target.target];
    }
    config.exporters.prometheus_remote_write.endpoint = gate.url;
    writeFileSync(join(folder, 'token'), 'from the file');
    writeFileSync(join(folder, 'empty'), '');
    process.env['REMOTE_WRITE_USERNAME'] = '42';
    process.env['REMOTE_WRITE_PASSWORD_FILE'] = join(folder, 'token');
    collector = await startCollector({ config: () => config });
  });
  afterAll(async () => {
    await collector?.stop();
    gate?.stop();
    await prometheus?.stop();
    await target?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('pushes that all four targets are up, under their jobs and with their labels', async () => {
    const up = await waitFor(
      async () => {
        const answer = await prometheus.query('up{cluster="dev-tools"} == 1');
        return answer.length === 4 && answer;
      },
      { what: 'four targets that are up', timeoutMs: 60_000 },
    );
    const wanted = jobs.map(({ job_name: job, static_configs: [first] }) => ({
      job,
      instance: target.target,
      ...first!.labels,
    }));
    const found = up.map(({ metric: { __name__: _, ...labels } }) => labels);
    expect(found).toHaveLength(4);
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps the names of metrics as they were scraped', async () => {
    const answer = await prometheus.query('count(orchestrator_tasks_total{agent="a"})');
    expect(answer).toMatchObject([{ value: 4 }]);
  });

  const basic = (password: string) => `Basic ${Buffer.from(`42:${password}`).toString('base64')}`;

  it('proves who it is with the secret of a file', () => {
    expect(new Set(gate.credentials)).toEqual(new Set([basic('from the file')]));
  });

  it('proves it with the variable when the file is empty', async () => {
    process.env['REMOTE_WRITE_PASSWORD_FILE'] = join(folder, 'empty');
    process.env['REMOTE_WRITE_PASSWORD'] = 'from the variable';
    const other = await startCollector({ config: () => config });
    try {
      await waitFor(() => gate.credentials.includes(basic('from the variable')), {
        what: 'the other secret',
      });
    } finally {
      await other.stop();
    }
  });
});
