import { liveSource } from '@obs/metrics-model';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

describe('addReader', () => {
  it('shows a cumulative reader everything that was recorded before', async () => {
    const provider = new MeterProvider();
    const meter = provider.getMeter('test');
    const counter = meter.createCounter('c');
    const histogram = meter.createHistogram('h');
    meter.createObservableGauge('o').addCallback((result) => result.observe(1));
    for (let i = 0; i < 500; i++) {
      counter.add(1, { a: 1 });
      histogram.record(i);
    }
    for (const limit of [2000, 100, 5000]) {
      const reader = new TestReader({ limit });
      provider.addReader(reader);
      const result = await reader.collect();
      expect(values(result, 'c')).toEqual({ [set({ a: 1 })]: 500 });
      expect(values(result, 'h')[set({})]).toMatchObject({ count: 500 });
      expect(values(result, 'o')).toEqual({ [set({})]: 1 });
    }
    counter.add(1, { a: 1 });
  });

  it('gives the first delta reader what was recorded before it came', async () => {
    const provider = new MeterProvider();
    const counter = provider.getMeter('test').createCounter('c');
    counter.add(2);
    const reader = new TestReader({ temporality: AggregationTemporality.DELTA });
    provider.addReader(reader);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({})]: 2 });
    counter.add(1);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({})]: 1 });
  });

  it('lets the first reader set the limit of instruments that exist', async () => {
    const provider = new MeterProvider();
    const counter = provider.getMeter('test').createCounter('c');
    counter.add(1, { i: -1 });
    const reader = new TestReader({ limit: 3 });
    provider.addReader(reader);
    for (let i = 0; i < 10; i++) counter.add(1, { i });
    const found = values(await reader.collect(), 'c');
    expect(Object.keys(found)).toHaveLength(4);
    expect(found[set({ 'otel.metric.overflow': true })]).toBe(8);
  });

  it('is refused after shutdown, with the way out', async () => {
    const provider = new MeterProvider();
    await provider.shutdown();
    expect(() => provider.addReader(new TestReader())).toThrow(/Make a new one/);
    expect(() => provider.addView({ instrumentName: '*' })).toThrow(/shut down/);
  });
});

describe('setResource', () => {
  it('goes with every later collection', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    provider.setResource(resourceFromAttributes({ 'service.name': 'late' }));
    const { resourceMetrics } = await reader.collect();
    expect(resourceMetrics.resource.attributes).toEqual({ 'service.name': 'late' });
  });
});

describe('a reader that never reads', () => {
  it('costs nothing: one store serves it and the others', async () => {
    const never = new TestReader({ temporality: AggregationTemporality.DELTA });
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [never, reader] });
    const counter = provider.getMeter('test').createCounter('c');
    for (let i = 0; i < 10_000; i++) {
      counter.add(1, { i: i % 10 });
      if (i % 1000 === 0) await reader.collect();
    }
    expect(counter.streams).toHaveLength(1);
    expect(counter.streams[0]?.seriesCount).toBe(10);
    expect(Object.values(values(await never.collect(), 'c'))).toEqual(new Array(10).fill(1000));
  });
});

describe('official readers', () => {
  it('export through the periodic reader', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    counter.add(1);
    await provider.forceFlush();
    counter.add(2);
    await provider.forceFlush();
    const seen = exporter
      .getMetrics()
      .map((batch) => batch.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value);
    expect(seen).toEqual([1, 2]);
    await provider.shutdown();
  });
});

/** A reader that looks at the live view, as our exposition does. */
class LiveReader extends TestReader {
  producer: MetricProducer | undefined = undefined;

  override setMetricProducer(producer: MetricProducer): void {
    this.producer = producer;
    super.setMetricProducer(producer);
  }

  async view(timeoutMillis?: number) {
    const source = liveSource(this.producer);
    if (source === undefined) throw new Error('no live source');
    return source.openView(timeoutMillis === undefined ? {} : { timeoutMillis });
  }
}

describe('the live view', () => {
  it('shows families and series in place, with stable identities', async () => {
    const reader = new LiveReader();
    const provider = new MeterProvider({ readers: [reader] });
    const meter = provider.getMeter('test', '1');
    const counter = meter.createCounter('c', { unit: 'By', description: 'Bytes.' });
    const histogram = meter.createHistogram('h', { advice: { explicitBucketBoundaries: [1, 2] } });
    counter.add(1, { a: 1 });
    histogram.record(1.5);
    const first = await reader.view();
    const [bytes, sizes] = first.scopes[0]?.families ?? [];
    expect(first.scopes[0]?.scope).toMatchObject({ name: 'test', version: '1' });
    expect(bytes).toMatchObject({ name: 'c', unit: 'By', kind: 'sum', monotonic: true });
    expect(sizes).toMatchObject({ kind: 'histogram', boundaries: [1, 2] });
    const [series] = bytes?.series() ?? [];
    expect(series).toMatchObject({ value: 1, attributes: { a: 1 }, removed: false });
    expect(sizes?.series()[0]).toMatchObject({
      count: 1,
      sum: 1.5,
      min: 1.5,
      max: 1.5,
      bucketCounts: [0, 1, 0],
    });
    counter.add(1, { a: 1 });
    counter.add(1, { a: 2 });
    const second = await reader.view();
    expect(second.scopes[0]?.families[0]).toBe(bytes);
    expect(second.scopes[0]?.families[0]?.series()[0]).toBe(series);
    expect(series?.value).toBe(2);
  });

  it('never changes an array that a reader walks', async () => {
    const reader = new LiveReader();
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    for (let i = 0; i < 4; i++) counter.add(1, { i });
    const family = (await reader.view()).scopes[0]?.families[0];
    const before = family?.series();
    counter.remove({ i: 1 });
    counter.add(1, { i: 'new' });
    expect(before?.map((series) => series.removed)).toEqual([false, true, false, false, false]);
    expect(family?.series().map((series) => series.attributes['i'])).toEqual([0, 2, 3, 'new']);
    expect(family?.series()).toBe(family?.series());
  });

  it('keeps the last values of a callback that fails, and reports it', async () => {
    const reader = new LiveReader();
    const provider = new MeterProvider({ readers: [reader] });
    let fails = false;
    const gauge = provider.getMeter('test').createObservableGauge('g');
    gauge.addCallback((result) => {
      if (fails) throw new Error('broken');
      result.observe(5, { a: 1 });
      result.observe(6, { a: 2 });
    });
    await reader.view();
    fails = true;
    const view = await reader.view();
    expect(view.errors).toHaveLength(1);
    expect(view.scopes[0]?.families[0]?.series().map((series) => series.value)).toEqual([5, 6]);
  });

  it('lets a callback that comes too late change nothing', async () => {
    const reader = new LiveReader();
    const provider = new MeterProvider({ readers: [reader] });
    let finish = () => {};
    const gauge = provider.getMeter('test').createObservableGauge('g');
    gauge.addCallback(async (result) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      result.observe(5);
    });
    const view = await reader.view(5);
    expect(view.errors).toHaveLength(1);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(view.scopes[0]?.families[0]?.series()).toEqual([]);
  });
});
