import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, metricNamed, set, TestReader, values } from '../engines.js';
import type { Clause } from './clause.js';

export const observables: Clause[] = [
  {
    source:
      'metrics/api.md, "Asynchronous Gauge", "Asynchronous Counter", "Asynchronous UpDownCounter"',
    feature: 'Observable instruments report what their callbacks observe',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createObservableGauge('g').addCallback((result) => result.observe(-1.5, { a: 1 }));
      meter.createObservableCounter('c').addCallback(async (result) => result.observe(2, { a: 1 }));
      meter.createObservableUpDownCounter('u').addCallback((result) => result.observe(-3));
      await reader.collect();
      const result = await reader.collect();
      expect(values(result, 'g')).toEqual({ [set({ a: 1 })]: -1.5 });
      expect(values(result, 'c')).toEqual({ [set({ a: 1 })]: 2 });
      expect(values(result, 'u')).toEqual({ [set({})]: -3 });
    },
  },
  {
    source: 'metrics/sdk.md, "Observations inside asynchronous callbacks"',
    feature: 'A set that a callback no longer observes is no longer reported',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      let pools = ['a', 'b'];
      meter.createObservableGauge('g').addCallback((result) => {
        for (const pool of pools) result.observe(1, { pool });
      });
      await reader.collect();
      pools = ['b'];
      expect(Object.keys(values(await reader.collect(), 'g'))).toEqual([set({ pool: 'b' })]);
    },
    official: 'reported for ever by a cumulative reader',
  },
  {
    source: 'metrics/sdk.md, "Observations inside asynchronous callbacks"',
    feature: 'Observations belong to the reader that collects',
    async check(engine) {
      const first = new TestReader();
      const second = new TestReader();
      const { meter } = fixture(engine, { readers: [first, second] });
      let calls = 0;
      meter.createObservableGauge('g').addCallback((result) => result.observe(++calls, { calls }));
      await first.collect();
      const found = values(await second.collect(), 'g');
      expect(found).toEqual({ [set({ calls: 2 })]: 2 });
    },
    official: 'the second reader gets the observations made for the first as well',
  },
  {
    source: 'metrics/api.md, "Multiple-instrument callbacks"',
    feature: 'A batch callback observes the instruments it was registered with, and only those',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const a = meter.createObservableGauge('a');
      const b = meter.createObservableCounter('b');
      const other = meter.createObservableGauge('other');
      const callback = (
        result: Parameters<Parameters<typeof meter.addBatchObservableCallback>[0]>[0],
      ) => {
        result.observe(a, 1);
        result.observe(b, 2);
        result.observe(other, 3);
      };
      meter.addBatchObservableCallback(callback, [a, b]);
      meter.addBatchObservableCallback(callback, [a, b]);
      const result = await reader.collect();
      expect(values(result, 'a')).toEqual({ [set({})]: 1 });
      expect(values(result, 'b')).toEqual({ [set({})]: 2 });
      expect(values(result, 'other')).toEqual({});
      meter.removeBatchObservableCallback(callback, [b, a]);
      let called = false;
      a.addCallback(() => {
        called = true;
      });
      await reader.collect();
      expect(called).toBe(true);
    },
  },
  {
    source: 'metrics/api.md, "Asynchronous Instrument API": registration can be undone',
    feature: 'A callback runs once a collection until it is removed',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const gauge = meter.createObservableGauge('g');
      let calls = 0;
      const callback = () => {
        calls++;
      };
      gauge.addCallback(callback);
      gauge.addCallback(callback);
      await reader.collect();
      expect(calls).toBe(1);
      gauge.removeCallback(callback);
      await reader.collect();
      expect(calls).toBe(1);
    },
  },
  {
    source: 'metrics/sdk.md, "Collect": partial results',
    feature: 'A callback that throws or hangs is reported, the rest is collected',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      meter.createObservableGauge('throws').addCallback(() => {
        throw new Error('broken');
      });
      meter.createObservableGauge('hangs').addCallback(() => new Promise(() => {}));
      meter.createObservableGauge('fine').addCallback((result) => result.observe(1));
      meter.createCounter('sync').add(1);
      const result = await reader.collect({ timeoutMillis: 20 });
      expect(result.errors).toHaveLength(2);
      expect(values(result, 'fine')).toEqual({ [set({})]: 1 });
      expect(values(result, 'sync')).toEqual({ [set({})]: 1 });
    },
  },
  {
    source: 'metrics/sdk.md, "Start timestamps": cumulative, asynchronous',
    feature: 'An observed series starts at the collection before, or when the instrument was made',
    async check(engine) {
      const { meter, reader } = fixture(engine);
      const sets: unknown[] = ['first'];
      meter.createObservableCounter('o').addCallback((result) => {
        for (const id of sets) result.observe(1, { id: String(id) });
      });
      const before = await reader.collect();
      const [first] = metricNamed(before, 'o').dataPoints as DataPoint<number>[];
      await new Promise((resolve) => setTimeout(resolve, 5));
      sets.push('second');
      const after = metricNamed(await reader.collect(), 'o').dataPoints as DataPoint<number>[];
      const second = after.find((point) => point.attributes['id'] === 'second');
      expect(second?.startTime).toEqual(first?.endTime);
    },
    official: 'it starts at the time of its first observation',
  },
];
