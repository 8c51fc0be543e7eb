import {
  AggregationTemporality,
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  InstrumentType,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, metricNamed, metricsNamed, set, TestReader, values } from '../engines.js';
import type { Clause } from './clause.js';

export const views: Clause[] = [
  {
    source: 'metrics/sdk.md, "Stream configuration"',
    feature: 'A view renames and describes a stream',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [{ instrumentName: 'old', name: 'new', description: 'Better.' }],
      });
      meter.createCounter('old', { description: 'Worse.' }).add(1);
      const result = await reader.collect();
      expect(metricsNamed(result, 'old')).toEqual([]);
      expect(metricNamed(result, 'new').descriptor.description).toBe('Better.');
    },
  },
  {
    source: 'metrics/sdk.md, "Instrument selection criteria"',
    feature: 'Criteria are additive: name with wildcards, type, unit, meter name, version, schema',
    async check(engine) {
      const drop = { aggregation: { type: AggregationType.DROP } as const };
      const { provider, meter, reader } = fixture(engine, {
        views: [
          { ...drop, instrumentName: 'http.*' },
          { ...drop, instrumentType: InstrumentType.GAUGE, instrumentUnit: 'By' },
          { ...drop, meterName: 'noisy', meterVersion: '2' },
          { ...drop, meterSchemaUrl: 'https://example.org/1' },
        ],
      });
      meter.createCounter('http.requests').add(1);
      meter.createCounter('grpc.requests').add(1);
      meter.createGauge('memory', { unit: 'By' }).record(1);
      meter.createGauge('level', { unit: '1' }).record(1);
      provider.getMeter('noisy', '1').createCounter('noisy1').add(1);
      provider.getMeter('noisy', '2').createCounter('noisy2').add(1);
      provider
        .getMeter('x', '', { schemaUrl: 'https://example.org/1' })
        .createCounter('schema')
        .add(1);
      const names = (await reader.collect()).resourceMetrics.scopeMetrics.flatMap((scope) =>
        scope.metrics.map((metric) => metric.descriptor.name),
      );
      expect(names).toEqual(['grpc.requests', 'level', 'noisy1']);
    },
    official: 'a meter without schema URL matches every schema URL',
  },
  {
    source: 'metrics/sdk.md, "Instrument selection criteria": ? matches one character',
    feature: '`?` matches exactly one character',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [{ instrumentName: 'pool.?', aggregation: { type: AggregationType.DROP } }],
      });
      meter.createCounter('pool.a').add(1);
      meter.createCounter('pool.ab').add(1);
      const result = await reader.collect();
      expect(metricsNamed(result, 'pool.a')).toEqual([]);
      expect(metricsNamed(result, 'pool.ab')).toHaveLength(1);
    },
    official: '`?` is not supported',
  },
  {
    source: 'metrics/sdk.md, "Instrument selection criteria": * matches any number of characters',
    feature: 'Several `*` in one pattern',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [{ instrumentName: '*.http.*', aggregation: { type: AggregationType.DROP } }],
      });
      meter.createCounter('a.http.b').add(1);
      meter.createCounter('a.grpc.b').add(1);
      const result = await reader.collect();
      expect(metricsNamed(result, 'a.http.b')).toEqual([]);
      expect(metricsNamed(result, 'a.grpc.b')).toHaveLength(1);
    },
    official: 'only the first `*` is a wildcard',
  },
  {
    source: 'metrics/sdk.md, "Stream configuration": attribute_keys',
    feature: 'Allow-lists and deny-lists of attributes; series that become equal add up',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          {
            instrumentName: 'allow',
            attributesProcessors: [createAllowListAttributesProcessor(['a'])],
          },
          {
            instrumentName: 'deny',
            attributesProcessors: [createDenyListAttributesProcessor(['a'])],
          },
        ],
      });
      const allow = meter.createCounter('allow');
      const deny = meter.createCounter('deny');
      for (let i = 0; i < 10; i++) {
        allow.add(1, { a: 1, b: i });
        deny.add(1, { a: i, b: 1 });
      }
      const result = await reader.collect();
      expect(values(result, 'allow')).toEqual({ [set({ a: 1 })]: 10 });
      expect(values(result, 'deny')).toEqual({ [set({ b: 1 })]: 10 });
    },
  },
  {
    source: 'metrics/data-model.md, "Spatial aggregation"',
    feature: 'Observed totals that a view makes equal add up',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          {
            instrumentName: 'o',
            attributesProcessors: [createAllowListAttributesProcessor(['a'])],
          },
        ],
      });
      meter.createObservableCounter('o').addCallback((result) => {
        result.observe(1, { a: 1, b: 1 });
        result.observe(2, { a: 1, b: 2 });
      });
      expect(values(await reader.collect(), 'o')).toEqual({ [set({ a: 1 })]: 3 });
    },
    official: 'the last one replaces the others',
  },
  {
    source: 'metrics/sdk.md, "Measurement processing": views apply independently',
    feature: 'Two views of one instrument make two streams',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          { instrumentName: 'h', name: 'count', aggregation: { type: AggregationType.SUM } },
          {
            instrumentName: 'h',
            name: 'buckets',
            aggregation: {
              type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
              options: { boundaries: [5], recordMinMax: false },
            },
          },
        ],
      });
      const histogram = meter.createHistogram('h');
      for (let i = 0; i < 300; i++) histogram.record(10, { a: 1 });
      const result = await reader.collect();
      expect(values(result, 'count')).toEqual({ [set({ a: 1 })]: 3000 });
      const value = values(result, 'buckets')[set({ a: 1 })] as Histogram;
      expect(value.buckets).toEqual({ boundaries: [5], counts: [0, 300] });
      expect(value.min).toBeUndefined();
    },
  },
  {
    source: 'metrics/sdk.md, "Sum Aggregation", "Last Value Aggregation"',
    feature: 'A view may choose sum, last value or a histogram for any synchronous instrument',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          { instrumentName: 'h', aggregation: { type: AggregationType.SUM } },
          { instrumentName: 'c', aggregation: { type: AggregationType.LAST_VALUE } },
          {
            instrumentName: 'u',
            aggregation: {
              type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
              options: { boundaries: [0] },
            },
          },
        ],
      });
      meter.createHistogram('h').record(3);
      const counter = meter.createCounter('c');
      counter.add(1);
      counter.add(5);
      const change = meter.createUpDownCounter('u');
      change.add(-1);
      change.add(1);
      const result = await reader.collect();
      expect(metricNamed(result, 'h')).toMatchObject({
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
      });
      expect(values(result, 'c')).toEqual({ [set({})]: 5 });
      const value = values(result, 'u')[set({})] as Histogram;
      expect(value.buckets.counts).toEqual([1, 1]);
      expect(value.sum).toBeUndefined();
    },
  },
  {
    source: 'metrics/sdk.md, "Stream configuration": default aggregation of the reader',
    feature: 'A view without aggregation leaves the reader’s choice alone',
    async check(engine) {
      const reader = new TestReader({
        aggregation: (type) => ({
          type:
            type === InstrumentType.HISTOGRAM
              ? AggregationType.EXPONENTIAL_HISTOGRAM
              : AggregationType.DEFAULT,
        }),
      });
      const { meter } = fixture(
        engine,
        { views: [{ instrumentName: 'h', description: 'x' }] },
        reader,
      );
      meter.createHistogram('h').record(3);
      expect(metricNamed(await reader.collect(), 'h').dataPointType).toBe(
        DataPointType.EXPONENTIAL_HISTOGRAM,
      );
    },
    official: 'the view falls back to explicit buckets',
  },
  {
    source: 'metrics/sdk.md, "Measurement processing": a view that cannot be applied',
    feature: 'A histogram view of an observable instrument is not applied',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          {
            instrumentName: 'o',
            aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
          },
        ],
      });
      meter.createObservableCounter('o').addCallback((result) => result.observe(5));
      await reader.collect();
      expect(values(await reader.collect(), 'o')).toEqual({ [set({})]: 5 });
    },
    official: 'it is applied, and every collection adds a measurement',
  },
  {
    source: 'metrics/sdk.md, "Base2 Exponential Bucket Histogram Aggregation"',
    feature: 'An exponential histogram keeps the highest scale that fits',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          {
            instrumentName: 'e',
            aggregation: {
              type: AggregationType.EXPONENTIAL_HISTOGRAM,
              options: { maxSize: 4 },
            },
          },
        ],
      });
      const histogram = meter.createHistogram('e');
      for (const value of [1, 2, 4, 0]) histogram.record(value);
      const found = values(await reader.collect(), 'e')[set({})] as ExponentialHistogram;
      expect(found).toMatchObject({
        count: 4,
        sum: 7,
        zeroCount: 1,
        scale: 0,
        min: 0,
        max: 4,
        positive: { offset: -1, bucketCounts: [1, 1, 1] },
      });
    },
  },
  {
    source: 'metrics/sdk.md, "Base2 Exponential Bucket Histogram Aggregation"',
    feature: 'One value is kept at the highest scale',
    async check(engine) {
      const { meter, reader } = fixture(engine, {
        views: [
          { instrumentName: 'e', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
        ],
      });
      meter.createHistogram('e').record(3);
      const found = values(await reader.collect(), 'e')[set({})] as ExponentialHistogram;
      expect(found.scale).toBe(20);
    },
  },
  {
    source: 'metrics/sdk.md, "View": two readers with their own temporality',
    feature: 'A view serves readers of both temporalities',
    async check(engine) {
      const cumulative = new TestReader();
      const deltas = new TestReader({ temporality: AggregationTemporality.DELTA });
      const { meter } = fixture(engine, {
        readers: [cumulative, deltas],
        views: [{ instrumentName: 'c', name: 'v' }],
      });
      const counter = meter.createCounter('c');
      counter.add(1);
      expect(values(await deltas.collect(), 'v')).toEqual({ [set({})]: 1 });
      counter.add(2);
      expect(values(await deltas.collect(), 'v')).toEqual({ [set({})]: 2 });
      expect(values(await cumulative.collect(), 'v')).toEqual({ [set({})]: 3 });
    },
  },
];
