import { metrics } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, set, TestReader, values } from '../engines.js';
import type { Clause } from './clause.js';

export const lifecycle: Clause[] = [
  {
    source: 'metrics/sdk.md, "MeterProvider": resource; "Meter creation": scope',
    feature: 'The resource and the scope go with the metrics',
    async check(engine) {
      const resource = resourceFromAttributes({ 'service.name': 'shop' });
      const { provider, reader } = fixture(engine, { resource });
      provider.getMeter('lib', '1.0', { schemaUrl: 'https://x' }).createCounter('c').add(1);
      const { resourceMetrics } = await reader.collect();
      expect(resourceMetrics.resource.attributes['service.name']).toBe('shop');
      expect(resourceMetrics.scopeMetrics[0]?.scope).toEqual({
        name: 'lib',
        version: '1.0',
        schemaUrl: 'https://x',
      });
    },
  },
  {
    source: 'metrics/sdk.md, "Meter": namespaces',
    feature: 'Meters of different name, version or schema are different namespaces',
    async check(engine) {
      const { provider, reader } = fixture(engine);
      provider.getMeter('a').createCounter('c').add(1);
      provider.getMeter('a', '2').createCounter('c', { unit: 's' }).add(1);
      provider.getMeter('a').createCounter('c').add(1);
      const { scopeMetrics } = (await reader.collect()).resourceMetrics;
      expect(scopeMetrics.map((scope) => scope.metrics[0]?.dataPoints[0]?.value)).toEqual([2, 1]);
    },
  },
  {
    source: 'metrics/sdk.md, "MetricReader": one provider for each reader',
    feature: 'A reader cannot be given to two providers',
    async check(engine) {
      const reader = new TestReader();
      fixture(engine, {}, reader);
      expect(() => fixture(engine, {}, reader)).toThrow();
    },
  },
  {
    source: 'metrics/sdk.md, "ForceFlush", "Shutdown"',
    feature: 'Shutdown exports what is left, once',
    async check(engine) {
      const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
      const { provider, meter } = fixture(engine, { readers: [reader] });
      const counter = meter.createCounter('c');
      counter.add(1);
      await provider.forceFlush();
      expect(exporter.getMetrics()).toHaveLength(1);
      counter.add(1);
      await provider.shutdown();
      await provider.shutdown();
      await provider.forceFlush();
      counter.add(1);
      provider.getMeter('late').createCounter('late').add(1);
    },
  },
  {
    source: 'metrics/sdk.md, "MeterProvider": the API’s global provider',
    feature: 'It works as the global provider of @opentelemetry/api',
    async check(engine) {
      const { provider, reader } = fixture(engine);
      metrics.disable();
      expect(metrics.setGlobalMeterProvider(provider)).toBe(true);
      metrics.getMeter('global').createCounter('c').add(1, { a: 1 });
      expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 1 })]: 1 });
      metrics.disable();
    },
  },
  {
    source: 'metrics/api.md, "Get a Meter": invalid names',
    feature: 'An invalid meter name gives a working meter',
    async check(engine) {
      const { provider, reader } = fixture(engine);
      provider.getMeter('').createCounter('c').add(1);
      expect(values(await reader.collect(), 'c')).toEqual({ [set({})]: 1 });
    },
  },
];
