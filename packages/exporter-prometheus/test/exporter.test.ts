import { diag } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { PrometheusExporter, type PrometheusExporterOptions } from '../src/index.js';
import { bodyText } from './support/body.js';

describe('PrometheusExporter on the official MeterProvider', () => {
  const exporters: PrometheusExporter[] = [];
  afterEach(async () => {
    for (const exporter of exporters.splice(0)) await exporter.shutdown();
  });

  function setUp(options: PrometheusExporterOptions = {}) {
    const exporter = new PrometheusExporter({ preventServerStart: true, ...options });
    exporters.push(exporter);
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      readers: [exporter],
    });
    return { exporter, meter: provider.getMeter('test', '1.2.3') };
  }

  async function scrape(exporter: PrometheusExporter): Promise<string> {
    const response = await exporter.handler({ method: 'GET', url: '/metrics', headers: {} });
    expect(response.status).toBe(200);
    return bodyText(response);
  }

  it('shows counters, gauges and histograms with units and types in their names', async () => {
    const { exporter, meter } = setUp({ withoutScopeInfo: true });
    meter
      .createCounter('executive.analysis', { description: 'Analyses' })
      .add(2, { executive: 'ceo' });
    meter.createUpDownCounter('duplex.sessions.active').add(3);
    meter.createGauge('cache.hit', { unit: '1' }).record(0.25);
    const histogram = meter.createHistogram('jeeves.pipeline.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 1] },
    });
    histogram.record(0.05, { pipeline: 'a' });
    histogram.record(5, { pipeline: 'a' });
    expect(await scrape(exporter)).toBe(`\
# HELP target_info Target metadata
# TYPE target_info gauge
target_info{service_name="shop"} 1
# HELP executive_analysis_total Analyses
# TYPE executive_analysis_total counter
executive_analysis_total{executive="ceo"} 2
# TYPE duplex_sessions_active gauge
duplex_sessions_active 3
# TYPE cache_hit_ratio gauge
cache_hit_ratio 0.25
# TYPE jeeves_pipeline_duration_seconds histogram
jeeves_pipeline_duration_seconds_bucket{pipeline="a",le="0.1"} 1
jeeves_pipeline_duration_seconds_bucket{pipeline="a",le="1"} 1
jeeves_pipeline_duration_seconds_bucket{pipeline="a",le="+Inf"} 2
jeeves_pipeline_duration_seconds_sum{pipeline="a"} 5.05
jeeves_pipeline_duration_seconds_count{pipeline="a"} 2
`);
  });

  it('puts the scope on every sample unless told not to', async () => {
    const { exporter, meter } = setUp({ withoutTargetInfo: true });
    meter.createCounter('c').add(1, { a: 'b' });
    expect(await scrape(exporter)).toContain(
      'c_total{a="b",otel_scope_name="test",otel_scope_version="1.2.3"} 1\n',
    );
  });

  it('copies chosen resource attributes to every sample', async () => {
    const { exporter, meter } = setUp({
      withoutScopeInfo: true,
      withResourceConstantLabels: /^service\./,
    });
    meter.createCounter('c').add(1);
    expect(await scrape(exporter)).toContain('c_total{service_name="shop"} 1\n');
  });

  it('serves on its own port and answers like the official exporter', async () => {
    let line = '';
    const { exporter, meter } = setUp({
      preventServerStart: true,
      port: 0,
      log: (text) => {
        line = text;
      },
    });
    meter.createCounter('c').add(1);
    await exporter.startServer();
    const url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('c_total');
    expect((await fetch(`${url}/other`)).status).toBe(404);
    const refused = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('answers 500 with a reason before it has a provider', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const response = await exporter.handler({ method: 'GET', url: '/metrics', headers: {} });
    expect(response.status).toBe(500);
    expect(await bodyText(response)).toMatch(/no MeterProvider/);
  });

  it('refuses a strategy that there is not, and a port that cannot be', () => {
    const translationStrategy = 'Upside' as 'NoTranslation';
    const options = { preventServerStart: true, translationStrategy };
    expect(() => new PrometheusExporter(options)).toThrow(/Upside is none. Use Underscore/);
    expect(() => new PrometheusExporter({ port: -1 })).toThrow(/-1 is no port/);
  });

  it.each([
    ['sliceMillis', Number.NaN],
    ['scrapeTimeoutMillis', Number.POSITIVE_INFINITY],
    ['scrapeTimeoutMillis', 0],
    ['scrapeTimeoutOffsetMillis', -1],
    ['collectTimeoutMillis', 2 ** 31],
    ['maximumScrapesInFlight', 0],
    ['maximumScrapesInFlight', '8'],
    ['compression', ['br']],
    ['compression', 'gzip'],
    ['auth', {}],
  ])('refuses %s: %j', (name, value) => {
    const options = { preventServerStart: true, [name]: value };
    const error = expect.objectContaining({ code: 'OBS_PROM_INVALID_OPTION' });
    expect(() => new PrometheusExporter(options)).toThrow(error);
  });

  it('shows the rest when a callback fails, and counts that', async () => {
    const { exporter, meter } = setUp({ selfMetrics: true });
    meter.createCounter('fine').add(1);
    meter.createObservableGauge('broken').addCallback(() => {
      throw new Error('no luck');
    });
    const text = await scrape(exporter);
    expect(text).toMatch(/^fine_total\{.*\} 1$/m);
    expect(text).toContain('obs_prometheus_collections_partial_total 1');
    expect(await scrape(exporter)).toContain('obs_prometheus_collections_partial_total 2');
  });

  it('says what fails, and not again while it fails', async () => {
    const said: string[] = [];
    const error = (_text: string, cause: unknown) => said.push(String(cause));
    const nothing = () => {};
    diag.setLogger({ error, warn: nothing, info: nothing, debug: nothing, verbose: nothing });
    const { exporter, meter } = setUp();
    let fails = true;
    meter.createObservableGauge('broken').addCallback((result) => {
      if (fails) throw new Error('no luck');
      result.observe(1);
    });
    for (const now of [true, true, false, true]) {
      fails = now;
      await scrape(exporter);
    }
    diag.disable();
    expect(said).toEqual(['Error: no luck', 'Error: no luck']);
  });

  it('says once that a histogram is too wide for protobuf', async () => {
    const conflicts: string[] = [];
    const exporter = new PrometheusExporter({
      preventServerStart: true,
      onConflict: ({ kind, family }) => conflicts.push(`${kind} ${family}`),
    });
    exporters.push(exporter);
    const aggregation = {
      type: AggregationType.EXPONENTIAL_HISTOGRAM,
      options: { maxSize: 2 },
    } as const;
    const provider = new MeterProvider({
      readers: [exporter],
      views: [{ instrumentName: '*', aggregation }],
    });
    const histogram = provider.getMeter('test').createHistogram('wide');
    for (const value of [1e-300, 1e300]) histogram.record(value);
    const accept =
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
    for (let i = 0; i < 2; i++) {
      await bodyText(await exporter.handler({ method: 'GET', url: '/', headers: { accept } }));
    }
    expect(conflicts).toEqual(['scale wide']);
  });

  it('shows what the application has rather than its own metrics', async () => {
    const { exporter, meter } = setUp({ selfMetrics: true });
    meter.createGauge('obs.prometheus.scrape.duration.seconds.count').record(7);
    await scrape(exporter);
    const text = await scrape(exporter);
    expect(text).toContain('obs_prometheus_scrapes_total');
    expect(text.match(/^obs_prometheus_scrape_duration_seconds_count\{.*$/gm)).toEqual([
      expect.stringMatching(/ 7$/),
    ]);
  });

  it('lets concurrent scrapes share one collection', async () => {
    const { exporter, meter } = setUp();
    let calls = 0;
    meter.createObservableGauge('g').addCallback((result) => result.observe(++calls));
    await Promise.all([scrape(exporter), scrape(exporter), scrape(exporter)]);
    expect(calls).toBe(1);
  });
});
