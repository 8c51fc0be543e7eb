import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Application, application, metricsUrl, pick, scrapeUntil } from './child.js';

let app: Application | undefined;

afterEach(async () => {
  await app?.stop();
  app = undefined;
});

const sent = /^http_client_request_duration_seconds_count/;
const answered = /^http_server_request_duration_seconds_count/;

describe('requests that the application sends', () => {
  it('are counted under the default preset, and the scrapes and exports are not', async () => {
    let exports = 0;
    const collector = createServer((request, response) => {
      request.resume().on('end', () => {
        exports += 1;
        response.end();
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    app = application(['--import', '@obs/auto', 'asks-itself.mjs'], {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${port}/v1/metrics`,
      OTEL_METRIC_EXPORT_INTERVAL: '50',
      OTEL_METRIC_EXPORT_TIMEOUT: '50',
    });
    const { port: ownPort } = new URL(await app.url());
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => exports > 2 && Object.keys(pick(all, sent)).length > 0,
    );
    expect(Object.values(pick(samples, answered))).toEqual([1]);
    expect(Object.entries(pick(samples, sent))).toEqual([
      [expect.stringContaining(`server_port="${ownPort}"`), 1],
    ]);
    await app.stop();
    collector.closeAllConnections();
    collector.close();
  });

  it('are recorded under the names of a preset, where it has some', async () => {
    app = application(['--import', '@obs/auto', 'asks-itself.mjs'], {
      OBS_PRESET: './client-preset.mjs',
    });
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => Object.keys(pick(all, /^bakery_calls/)).length > 0,
    );
    expect(pick(samples, /^bakery_calls/)).toEqual({
      'bakery_calls_total{result="200",to="127.0.0.1"}': 1,
    });
    expect(pick(samples, /^http_/)).toEqual({});
  });

  it('are left alone by a preset that names its own families for servers only', async () => {
    app = application(['--import', '@obs/auto', 'asks-itself.mjs'], { OBS_PRESET: 'gateway' });
    const samples = await scrapeUntil(
      await metricsUrl(app),
      (all) => Object.keys(pick(all, /^gateway_http_requests_total/)).length > 0,
    );
    expect(pick(samples, /http_client/)).toEqual({});
  });
});
