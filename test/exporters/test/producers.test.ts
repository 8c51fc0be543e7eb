import { buffer } from 'node:stream/consumers';
import { PrometheusExporter } from '@obs/exporter-prometheus';
import { MeterProvider as ObsMeterProvider } from '@obs/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type CollectionResult, MeterProvider } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';

describe('a metric producer beside the provider', () => {
  const empty = {
    resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics: [] },
    errors: [],
  };
  const cases = {
    'hangs at first': () => new Promise<CollectionResult>(() => {}),
    'fails at first': () => Promise.reject(new Error('no answer')),
  };
  const providers = { official: MeterProvider, ours: ObsMeterProvider };

  describe.each(Object.entries(providers))('%s', (name, Provider) => {
    it.each(Object.entries(cases))('that %s does not cost later scrapes', async (_what, first) => {
      let calls = 0;
      const producer = { collect: () => (calls++ === 0 ? first() : Promise.resolve(empty)) };
      const exporter = new PrometheusExporter({
        preventServerStart: true,
        metricProducers: [producer],
        collectTimeoutMillis: 20,
        scrapeTimeoutMillis: 60,
      });
      const provider = new Provider({ readers: [exporter] });
      provider.getMeter('test').createCounter('orders').add(1);
      const answer = () => exporter.handler({ method: 'GET', url: '/metrics', headers: {} });
      // Only our engine can show the rest.
      expect((await answer()).status).toBe(name === 'ours' ? 200 : 500);
      const second = await answer();
      expect(second.status).toBe(200);
      // One chunk when it was made in one slice, else a stream.
      const { body } = second;
      const shown =
        body instanceof Uint8Array
          ? Buffer.from(body)
          : await buffer(body as AsyncIterable<Uint8Array>);
      expect(shown.toString()).toContain('orders_total{otel_scope_name="test"} 1');
      await exporter.shutdown();
    });
  });

  it('that never ends is asked eight times, then waited for', async () => {
    let calls = 0;
    const producer = {
      collect() {
        calls += 1;
        return new Promise<CollectionResult>(() => {});
      },
    };
    const exporter = new PrometheusExporter({
      preventServerStart: true,
      metricProducers: [producer],
      collectTimeoutMillis: 1,
      scrapeTimeoutMillis: 5,
    });
    new MeterProvider({ readers: [exporter] });
    for (let i = 0; i < 12; i++) {
      const { status } = await exporter.handler({ method: 'GET', url: '/metrics', headers: {} });
      expect(status).toBe(500);
    }
    expect(calls).toBe(8);
  });
});
