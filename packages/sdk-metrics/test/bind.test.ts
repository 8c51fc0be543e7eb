import { AggregationTemporality, type Histogram } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { MeterProvider, type MeterProviderOptions } from '../src/index.js';
import { set, TestReader, values } from './engines.js';

function setUp(options: MeterProviderOptions = {}, reader = new TestReader()) {
  const provider = new MeterProvider({ readers: [reader], ...options });
  return { provider, reader, meter: provider.getMeter('test') };
}

describe('bind', () => {
  it('makes the series at once, at zero', async () => {
    const { meter, reader } = setUp();
    meter.createCounter('c').bind({ a: 1 });
    meter.createUpDownCounter('u').bind({ a: 1 });
    meter.createHistogram('h', { advice: { explicitBucketBoundaries: [1] } }).bind({ a: 1 });
    meter.createGauge('g').bind({ a: 1 });
    const result = await reader.collect();
    expect(values(result, 'c')).toEqual({ [set({ a: 1 })]: 0 });
    expect(values(result, 'u')).toEqual({ [set({ a: 1 })]: 0 });
    expect(values(result, 'h')[set({ a: 1 })]).toEqual({
      buckets: { boundaries: [1], counts: [0, 0] },
      count: 0,
      sum: 0,
    });
    // A level that nobody has stated is not zero.
    expect(values(result, 'g')).toEqual({});
  });

  it('records on the same series as the unbound instrument', async () => {
    const { meter, reader } = setUp();
    const counter = meter.createCounter('c');
    const bound = counter.bind({ a: 1, b: 2 });
    for (let i = 0; i < 300; i++) {
      counter.add(1, { b: 2, a: 1 });
      bound.add(1);
    }
    const gauge = meter.createGauge('g');
    gauge.bind({ a: 1 }).record(7);
    meter.createUpDownCounter('u').bind().add(-3);
    meter.createHistogram('h').bind().record(3);
    const result = await reader.collect();
    expect(values(result, 'c')).toEqual({ [set({ a: 1, b: 2 })]: 600 });
    expect(values(result, 'g')).toEqual({ [set({ a: 1 })]: 7 });
    expect(values(result, 'u')).toEqual({ [set({})]: -3 });
    expect(values(result, 'h')[set({})]).toMatchObject({ count: 1, sum: 3 });
  });

  it('drops what the unbound instrument would drop', async () => {
    const { meter, reader, provider } = setUp();
    const bound = meter.createCounter('c').bind();
    for (const value of [1, -1, Number.NaN, '1', undefined]) bound.add(value as number);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({})]: 1 });
    expect(provider.droppedMeasurements).toBe(4);
  });

  it('starts the series anew after remove', async () => {
    const { meter, reader } = setUp();
    const counter = meter.createCounter('c');
    const bound = counter.bind({ a: 1 });
    bound.add(5);
    expect(counter.remove({ a: 1 })).toBe(true);
    expect(values(await reader.collect(), 'c')).toEqual({});
    bound.add(2);
    counter.add(1, { a: 1 });
    expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 1 })]: 3 });
  });

  it('is the overflow series beyond the limit', async () => {
    const { meter, reader } = setUp({}, new TestReader({ limit: 1 }));
    const counter = meter.createCounter('c');
    counter.bind({ a: 1 });
    const bound = counter.bind({ a: 2 });
    bound.add(3);
    counter.add(1, { a: 3 });
    expect(values(await reader.collect(), 'c')).toEqual({
      [set({ a: 1 })]: 0,
      [set({ 'otel.metric.overflow': true })]: 4,
    });
  });

  it('does nothing after shutdown, and can still be made', async () => {
    const { meter, provider, reader } = setUp();
    const counter = meter.createCounter('c');
    const bound = counter.bind();
    bound.add(1);
    const before = values(await reader.collect(), 'c');
    await provider.shutdown();
    bound.add(1);
    counter.add(1);
    counter.bind({ a: 1 }).add(1);
    provider.getMeter('late').createCounter('late').bind().add(1);
    expect(before).toEqual({ [set({})]: 1 });
    expect(counter.enabled()).toBe(false);
  });

  it('goes through views, and to every stream', async () => {
    const { meter, reader } = setUp({
      views: [
        { instrumentName: 'c', name: 'whole' },
        {
          instrumentName: 'c',
          name: 'part',
          attributesProcessors: [{ process: ({ a }) => ({ a }) }],
        },
      ],
    });
    const bound = meter.createCounter('c').bind({ a: 1, b: 2 });
    bound.add(1);
    bound.add(1);
    const result = await reader.collect();
    expect(values(result, 'whole')).toEqual({ [set({ a: 1, b: 2 })]: 2 });
    expect(values(result, 'part')).toEqual({ [set({ a: 1 })]: 2 });
  });

  it('stays right for delta readers, alone and beside others', async () => {
    const delta = { temporality: AggregationTemporality.DELTA };
    for (const others of [[], [new TestReader()]]) {
      const reader = new TestReader(delta);
      const { meter } = setUp({ readers: [reader, ...others] });
      const bound = meter.createCounter('c').bind({ a: 1 });
      const histogram = meter.createHistogram('h').bind();
      bound.add(1);
      histogram.record(4);
      expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 1 })]: 1 });
      expect(values(await reader.collect(), 'c')).toEqual({});
      bound.add(2);
      histogram.record(6);
      const result = await reader.collect();
      expect(values(result, 'c')).toEqual({ [set({ a: 1 })]: 2 });
      expect(values(result, 'h')[set({})] as Histogram).toMatchObject({ count: 1, sum: 6 });
    }
  });

  it('records for readers that are added later', async () => {
    const first = new TestReader({ limit: 10 });
    const { meter, provider } = setUp({ readers: [first] });
    const bound = meter.createCounter('c').bind({ a: 1 });
    bound.add(1);
    const second = new TestReader({ limit: 20 });
    provider.addReader(second);
    bound.add(2);
    expect(values(await first.collect(), 'c')).toEqual({ [set({ a: 1 })]: 3 });
    expect(values(await second.collect(), 'c')[set({ a: 1 })]).toBe(3);
  });

  it('keeps the attributes as they were', async () => {
    const { meter, reader } = setUp();
    const attributes = { a: [1] };
    const bound = meter.createCounter('c').bind(attributes);
    attributes.a[0] = 2;
    bound.add(1);
    expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: [1] })]: 1 });
  });
});
