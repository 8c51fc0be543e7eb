import { PrometheusExporter, type PrometheusExporterOptions } from '@obs/exporter-prometheus';
import { type Counter as EngineCounter, MeterProvider as EngineProvider } from '@obs/sdk-metrics';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider as OfficialProvider } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';

const views = [
  { instrumentName: 'payload', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
];

const providers = {
  engine: (exporter: PrometheusExporter) =>
    new EngineProvider({
      resource,
      readers: [exporter],
      views: views as never,
      exemplarFilter: 'always_on',
    }),
  official: (exporter: PrometheusExporter) =>
    new OfficialProvider({ resource, readers: [exporter], views: views as never }),
};
const resource = resourceFromAttributes({ 'service.name': 'shop' });

function setUp(name: keyof typeof providers, options: PrometheusExporterOptions = {}) {
  const exporter = new PrometheusExporter({ preventServerStart: true, ...options });
  const provider = providers[name](exporter);
  return { exporter, provider, meter: provider.getMeter('shop', '1.0') };
}

async function scrape(exporter: PrometheusExporter, accept?: string): Promise<string> {
  const headers = accept === undefined ? {} : { accept };
  const { status, body } = await exporter.handler({ method: 'GET', url: '/metrics', headers });
  expect(status).toBe(200);
  let text = '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  for await (const chunk of body ?? []) text += Buffer.from(chunk);
  return text;
}

type Meter = ReturnType<OfficialProvider['getMeter']>;

/** Something of everything, the same each time. */
function record(meter: Meter): void {
  const requests = meter.createCounter('http.requests', { description: 'Requests.' });
  const active = meter.createUpDownCounter('active');
  const level = meter.createGauge('level', { unit: '1' });
  const duration = meter.createHistogram('duration', { unit: 's' });
  const payload = meter.createHistogram('payload', { unit: 'By' });
  for (let i = 0; i < 40; i++) {
    requests.add(i, { route: `/r${i % 7}`, code: 200 + (i % 3) });
    active.add(i % 2 ? 1 : -1, { 'a.b': 'x', a_b: i % 4 });
    level.record(i / 8, { i: i % 3 });
    duration.record(i / 10, { le: 'mine' });
    payload.record(2 ** (i / 3) - 5);
  }
  meter.createObservableGauge('seen').addCallback((result) => result.observe(7, { of: 'it' }));
}

describe('the exporter on the engine', () => {
  it.each([
    ['text', undefined],
    ['OpenMetrics', 'application/openmetrics-text;version=1.0.0'],
    ['text 1.0.0', 'text/plain;version=1.0.0'],
  ])('says in %s what it says on the official provider', async (_format, accept) => {
    const ours = setUp('engine');
    const theirs = setUp('official');
    record(ours.meter as Meter);
    record(theirs.meter);
    const text = await scrape(ours.exporter, accept);
    expect(text).toContain('duration_seconds_bucket{exported_le="mine"');
    // The official provider has no exemplars.
    const plain = text.replace(/ # \{.*$/gm, '');
    expect(plain.split('\n').sort()).toEqual(
      (await scrape(theirs.exporter, accept)).split('\n').sort(),
    );
  });

  it('shows what is recorded between scrapes, new series, and no removed ones', async () => {
    const { exporter, meter } = setUp('engine', {
      withoutScopeInfo: true,
      withoutTargetInfo: true,
    });
    const counter = meter.createCounter('c');
    counter.add(1, { a: 'x' });
    expect(await scrape(exporter)).toBe('# TYPE c_total counter\nc_total{a="x"} 1\n');
    counter.add(1, { a: 'x' });
    counter.add(1, { a: 'y' });
    expect(await scrape(exporter)).toBe(
      '# TYPE c_total counter\nc_total{a="x"} 2\nc_total{a="y"} 1\n',
    );
    (counter as EngineCounter).remove({ a: 'x' });
    meter.createGauge('g').record(5);
    expect(await scrape(exporter)).toBe(
      '# TYPE c_total counter\nc_total{a="y"} 1\n# TYPE g gauge\ng 5\n',
    );
  });

  it('puts the trace of a measurement beside it in OpenMetrics', async () => {
    const { exporter, meter } = setUp('engine', {
      withoutScopeInfo: true,
      withoutTargetInfo: true,
    });
    const spanContext = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    };
    const traced = trace.setSpanContext(ROOT_CONTEXT, spanContext);
    const histogram = meter.createHistogram('d', { advice: { explicitBucketBoundaries: [1, 2] } });
    const counter = meter.createCounter('c');
    await scrape(exporter);
    histogram.record(1.5, {}, traced);
    counter.add(2, {}, traced);
    const text = await scrape(exporter, 'application/openmetrics-text;version=1.0.0');
    const mark = `# {span_id="${spanContext.spanId}",trace_id="${spanContext.traceId}"}`;
    expect(text).toContain(`d_bucket{le="2.0"} 1 ${mark} 1.5 `);
    expect(text).toContain(`c_total 2 ${mark} 2 `);
  });

  it('shows how scrapes themselves do when asked', async () => {
    const { exporter } = setUp('engine', { selfMetrics: true });
    await scrape(exporter);
    await scrape(exporter, 'application/openmetrics-text;version=1.0.0');
    const text = await scrape(exporter);
    expect(text).toContain('obs_prometheus_scrapes_total{code="200",format="text"} 1\n');
    expect(text).toContain('obs_prometheus_scrapes_total{code="200",format="openmetrics"} 1\n');
    expect(text).toMatch(/obs_prometheus_scrape_size_bytes_total\{format="text"\} [1-9]/);
    expect(text).toContain('obs_prometheus_scrape_duration_seconds_count{format="text"} 1\n');
  });

  it('exposes the rest when a callback throws', async () => {
    const { exporter, meter } = setUp('engine', { withoutTargetInfo: true });
    meter.createCounter('c').add(1);
    meter.createObservableGauge('bad').addCallback(() => {
      throw new Error('broken');
    });
    expect(await scrape(exporter)).toMatch(/^# TYPE c_total counter\nc_total\{.*\} 1\n$/);
  });
});
