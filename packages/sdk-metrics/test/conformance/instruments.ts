import { type MetricOptions, ValueType } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { DataPointType } from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, metricNamed, often, set, values } from '../engines.js';
import type { Clause } from './clause.js';

export const instruments: Clause[] = [
  {
    source: 'metrics/api.md, "Counter operations"',
    feature: 'A counter sums the amounts of each attribute set',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('requests', { unit: '1', description: 'Requests.' });
      for (let i = 0; i < often; i++) {
        counter.add(1);
        counter.add(2, { method: 'GET', route: `/${i % 3}` });
      }
      const result = await reader.collect();
      const metric = metricNamed(result, 'requests');
      expect(metric.dataPointType).toBe(DataPointType.SUM);
      expect(metric).toMatchObject({
        isMonotonic: true,
        descriptor: { name: 'requests', unit: '1', description: 'Requests.' },
      });
      const routes = [0, 1, 2].map((route) => [
        set({ method: 'GET', route: `/${route}` }),
        2 * Math.ceil((often - route) / 3),
      ]);
      expect(values(result, 'requests')).toEqual(Object.fromEntries([[set({}), often], ...routes]));
    },
  },
  {
    source: 'metrics/api.md, "UpDownCounter operations"',
    feature: 'An up-down counter goes down as well, and is not monotonic',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createUpDownCounter('active');
      for (let i = 0; i < often; i++) counter.add(i % 2 === 0 ? 3 : -1, { pool: 'a' });
      const result = await reader.collect();
      expect(values(result, 'active')).toEqual({ [set({ pool: 'a' })]: often });
      expect(metricNamed(result, 'active')).toMatchObject({ isMonotonic: false });
    },
  },
  {
    source: 'metrics/api.md, "Gauge operations"',
    feature: 'A gauge reports the last level',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const gauge = meter.createGauge('level');
      for (let i = 0; i < often; i++) gauge.record(i - 0.5, { tank: 1 });
      const result = await reader.collect();
      expect(values(result, 'level')).toEqual({ [set({ tank: 1 })]: often - 1.5 });
      expect(metricNamed(result, 'level').dataPointType).toBe(DataPointType.GAUGE);
    },
  },
  {
    source: 'metrics/sdk.md, "Explicit Bucket Histogram Aggregation"',
    feature: 'Bucket bounds are inclusive above and exclusive below',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const histogram = meter.createHistogram('size', {
        advice: { explicitBucketBoundaries: [1, 2, 5] },
      });
      for (let i = 0; i < often; i++) {
        for (const value of [0, 1, 1.5, 2, 5, 5.1]) histogram.record(value);
      }
      const value = values(await reader.collect(), 'size')[set({})] as Histogram;
      expect(value.buckets).toEqual({
        boundaries: [1, 2, 5],
        counts: [2 * often, 2 * often, often, often],
      });
      expect(value).toMatchObject({ count: 6 * often, min: 0, max: 5.1 });
      expect(value.sum).toBeCloseTo(14.6 * often);
    },
  },
  {
    source: 'metrics/sdk.md, "Explicit Bucket Histogram Aggregation"',
    feature: 'A histogram without bounds has the specified default bounds',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createHistogram('time').record(1);
      const value = values(await reader.collect(), 'time')[set({})] as Histogram;
      expect(value.buckets.boundaries).toEqual([
        0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
      ]);
    },
  },
  {
    source: 'metrics/api.md, "Counter operations": the increment is non-negative',
    feature: 'Negative amounts do not reach a counter or a histogram',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('count');
      const histogram = meter.createHistogram('sizes');
      for (let i = 0; i < often; i++) {
        counter.add(1);
        counter.add(-1);
        histogram.record(1);
        histogram.record(-1);
      }
      const result = await reader.collect();
      expect(values(result, 'count')).toEqual({ [set({})]: often });
      expect(values(result, 'sizes')[set({})]).toMatchObject({ count: often, sum: often });
    },
  },
  {
    source: 'metrics/sdk.md, "Numerical limits handling"; library guidelines, "Error handling"',
    feature: 'What is not a number is not recorded, and nothing is thrown',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('count');
      for (let i = 0; i < often; i++) {
        counter.add(1);
        for (const value of ['1', null, undefined, {}, 1n, Symbol.iterator]) {
          try {
            counter.add(value as number);
          } catch (error) {
            throw new Error(`threw on ${typeof value}: ${String(error)}`);
          }
        }
      }
      expect(values(await reader.collect(), 'count')).toEqual({ [set({})]: often });
    },
    official: 'a symbol makes it throw into the caller (it writes the value into a warning)',
  },
  {
    source: 'metrics/sdk.md, "Numerical limits handling"',
    feature: 'One NaN does not spoil a sum for ever',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('count');
      const change = meter.createUpDownCounter('change');
      const histogram = meter.createHistogram('sizes');
      for (let i = 0; i < often; i++) {
        for (const value of [1, Number.NaN, Number.POSITIVE_INFINITY]) {
          counter.add(value);
          change.add(value);
          histogram.record(value);
        }
      }
      const result = await reader.collect();
      expect(values(result, 'count')).toEqual({ [set({})]: often });
      expect(values(result, 'change')).toEqual({ [set({})]: often });
      expect(values(result, 'sizes')[set({})]).toMatchObject({ count: often, sum: often, max: 1 });
    },
    official: 'NaN and Infinity are added to counters and stay there',
  },
  {
    source: 'metrics/api.md, "Instrument": integer and floating point are told apart',
    feature: 'An instrument of value type INT cuts fractions off',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('whole', { valueType: ValueType.INT });
      for (let i = 0; i < often; i++) counter.add(i % 2 === 0 ? 1.9 : 2);
      const result = await reader.collect();
      expect(values(result, 'whole')).toEqual({ [set({})]: 1.5 * often });
      expect(metricNamed(result, 'whole').descriptor.valueType).toBe(ValueType.INT);
    },
  },
  {
    source: 'metrics/sdk.md, "Duplicate instrument registration"',
    feature: 'Identical instruments are aggregated together',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createCounter('twice', { unit: 's' }).add(1, { a: 1 });
      meter.createCounter('twice', { unit: 's' }).add(1, { a: 1 });
      expect(values(await reader.collect(), 'twice')).toEqual({ [set({ a: 1 })]: 2 });
    },
  },
  {
    source: 'metrics/sdk.md, "Name conflict"',
    feature: 'Names are compared without case, the first spelling is kept',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createCounter('requestCount').add(1);
      meter.createCounter('RequestCount').add(1);
      const result = await reader.collect();
      expect(values(result, 'requestCount')).toEqual({ [set({})]: 2 });
    },
    official: 'the second spelling becomes a second metric',
  },
  {
    source: 'metrics/sdk.md, "Duplicate instrument registration"',
    feature: 'Conflicting instruments both work',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createCounter('conflict', { unit: 's' }).add(1);
      meter.createCounter('conflict', { unit: 'ms' }).add(2);
      meter.createHistogram('conflict').record(3);
      const result = await reader.collect();
      const units = result.resourceMetrics.scopeMetrics[0]?.metrics.map((m) => m.descriptor.unit);
      expect(units).toEqual(['s', 'ms', '']);
    },
  },
  {
    source: 'metrics/sdk.md, "Instrument advisory parameters"',
    feature: 'Invalid advice is ignored',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const histogram = meter.createHistogram('bad', {
        advice: { explicitBucketBoundaries: [5, 1, 'x'] as number[] },
      });
      histogram.record(1);
      const value = values(await reader.collect(), 'bad')[set({})] as Histogram;
      expect(value.buckets.boundaries).toHaveLength(15);
    },
    official: 'unsorted or non-numeric bounds are taken as they are, or sorted',
  },
  {
    source: 'metrics/sdk.md, "Instrument advisory parameter: `Attributes`" (Development)',
    feature: 'Attributes that the instrument does not declare are dropped',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const options = { advice: { attributes: ['method', 'status'] } } as MetricOptions;
      const counter = meter.createCounter('declared', options);
      for (let i = 0; i < often; i++) {
        counter.add(1, { id: i, method: 'GET', status: 200 });
        counter.add(1, { status: 200, method: 'GET' });
        counter.add(1, { method: 'GET' });
        counter.add(1);
      }
      expect(values(await reader.collect(), 'declared')).toEqual({
        [set({ method: 'GET', status: 200 })]: 2 * often,
        [set({ method: 'GET' })]: often,
        [set({})]: often,
      });
    },
    official: 'not implemented',
  },
];
