import { AggregationTemporality, type DataPoint, type Histogram } from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, metricNamed, metricsNamed, set, TestReader, values } from '../engines.js';
import type { Clause } from './clause.js';

const delta = { temporality: AggregationTemporality.DELTA };
const pause = () => new Promise((resolve) => setTimeout(resolve, 3));

function points(metric: { dataPoints: unknown[] }): DataPoint<unknown>[] {
  return metric.dataPoints as DataPoint<unknown>[];
}

export const temporality: Clause[] = [
  {
    source: 'metrics/sdk.md, "MetricReader": persistence of cumulative points',
    feature: 'A cumulative reader gets every series every time, with the same start time',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('c');
      counter.add(1, { a: 1 });
      const first = points(metricNamed(await reader.collect(), 'c'));
      await pause();
      const second = points(metricNamed(await reader.collect(), 'c'));
      expect(second[0]?.value).toBe(1);
      expect(second[0]?.startTime).toEqual(first[0]?.startTime);
      expect(second[0]?.endTime).not.toEqual(first[0]?.endTime);
    },
  },
  {
    source: 'metrics/sdk.md, "MetricReader": persistence of delta points',
    feature: 'A delta reader gets what was recorded since the last time, and nothing else',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader(delta));
      const counter = meter.createCounter('c');
      const histogram = meter.createHistogram('h', { advice: { explicitBucketBoundaries: [10] } });
      const gauge = meter.createGauge('g');
      counter.add(1, { a: 1 });
      counter.add(5, { a: 2 });
      histogram.record(20);
      histogram.record(5);
      gauge.record(7);
      await reader.collect();
      counter.add(2, { a: 1 });
      histogram.record(7);
      const second = await reader.collect();
      expect(values(second, 'c')).toEqual({ [set({ a: 1 })]: 2 });
      expect(values(second, 'h')[set({})]).toMatchObject({
        count: 1,
        sum: 7,
        min: 7,
        max: 7,
        buckets: { counts: [1, 0] },
      });
      expect(metricsNamed(second, 'g')).toEqual([]);
      gauge.record(7);
      expect(values(await reader.collect(), 'g')).toEqual({ [set({})]: 7 });
      expect((await reader.collect()).resourceMetrics.scopeMetrics).toEqual([]);
    },
  },
  {
    source: 'metrics/sdk.md, "Start timestamps": delta',
    feature:
      'Delta intervals touch: the start of one is the end of the one before, for new series too',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader(delta));
      const counter = meter.createCounter('c');
      counter.add(1, { a: 1 });
      const [first] = points(metricNamed(await reader.collect(), 'c'));
      await pause();
      counter.add(1, { a: 1 });
      counter.add(1, { a: 'new' });
      const second = points(metricNamed(await reader.collect(), 'c'));
      expect(second).toHaveLength(2);
      for (const point of second) expect(point.startTime).toEqual(first?.endTime);
    },
    official: 'a new series starts at its first measurement',
  },
  {
    source: 'metrics/sdk.md, "Start timestamps": cumulative, synchronous',
    feature: 'A cumulative series starts with its first measurement',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const counter = meter.createCounter('c');
      counter.add(1, { a: 1 });
      await pause();
      counter.add(1, { a: 2 });
      const [first, second] = points(metricNamed(await reader.collect(), 'c'));
      expect(second?.startTime).not.toEqual(first?.startTime);
    },
  },
  {
    source: 'metrics/sdk.md, "MetricReader": no side effects on other readers',
    feature: 'Readers of different temporality do not disturb each other',
    async check(engine) {
      const cumulative = new TestReader();
      const first = new TestReader(delta);
      const second = new TestReader(delta);
      const { meter } = fixture(engine, { readers: [cumulative, first, second] });
      const counter = meter.createCounter('c');
      const change = meter.createUpDownCounter('u');
      const histogram = meter.createHistogram('h', { advice: { explicitBucketBoundaries: [10] } });
      const record = (value: number) => {
        counter.add(value);
        change.add(-value);
        histogram.record(value);
      };
      record(1);
      expect(values(await first.collect(), 'c')).toEqual({ [set({})]: 1 });
      record(20);
      const late = await second.collect();
      expect(values(late, 'c')).toEqual({ [set({})]: 21 });
      record(300);
      const again = await first.collect();
      expect(values(again, 'c')).toEqual({ [set({})]: 320 });
      expect(values(again, 'u')).toEqual({ [set({})]: -320 });
      expect(values(again, 'h')[set({})]).toMatchObject({
        count: 2,
        sum: 320,
        buckets: { counts: [0, 2] },
      });
      expect(values(await second.collect(), 'c')).toEqual({ [set({})]: 300 });
      const whole = await cumulative.collect();
      expect(values(whole, 'c')).toEqual({ [set({})]: 321 });
      expect((values(whole, 'h')[set({})] as Histogram).count).toBe(3);
    },
  },
  {
    source: 'metrics/sdk.md, "MetricReader": asynchronous instruments with delta temporality',
    feature: 'A delta reader gets the difference of observed totals',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader(delta));
      let total = 0;
      meter.createObservableCounter('o').addCallback((result) => result.observe(total, { a: 1 }));
      const seen: unknown[] = [];
      for (total of [10, 25, 25, 5]) seen.push(values(await reader.collect(), 'o')[set({ a: 1 })]);
      expect(seen).toEqual([10, 15, 0, 5]);
    },
  },
];
