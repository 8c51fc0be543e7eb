import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';
import { fixture, set, TestReader, values } from '../engines.js';
import type { Clause } from './clause.js';

const overflow = set({ 'otel.metric.overflow': true });

function total(found: Record<string, unknown>): number {
  return Object.values(found).reduce<number>((sum, value) => sum + (value as number), 0);
}

export const cardinality: Clause[] = [
  {
    source: 'metrics/sdk.md, "Overflow attribute"',
    feature: 'As many attribute sets as the limit says do not overflow',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader({ limit: 100 }));
      const counter = meter.createCounter('c');
      for (let i = 0; i < 100; i++) counter.add(1, { i });
      const found = values(await reader.collect(), 'c');
      expect(Object.keys(found)).toHaveLength(100);
      expect(found[overflow]).toBeUndefined();
    },
    official: 'overflows at one set less than the limit',
  },
  {
    source: 'metrics/sdk.md, "Synchronous instrument cardinality limits"',
    feature:
      'Beyond the limit, every measurement counts once, on its series or the overflow series',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader({ limit: 100 }));
      const counter = meter.createCounter('c');
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 150; i++) counter.add(1, { i });
      }
      const found = values(await reader.collect(), 'c');
      expect(total(found)).toBe(450);
      expect(Object.keys(found).length).toBeLessThanOrEqual(101);
      expect(found[set({ i: 0 })]).toBe(3);
    },
  },
  {
    source: 'metrics/sdk.md, "Synchronous instrument cardinality limits": cumulative',
    feature: 'The limit holds over many collections of a cumulative reader',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader({ limit: 100 }));
      const counter = meter.createCounter('c');
      let found: Record<string, unknown> = {};
      for (let collection = 0; collection < 5; collection++) {
        for (let i = 0; i < 99; i++) counter.add(1, { collection, i });
        found = values(await reader.collect(), 'c');
      }
      expect(Object.keys(found).length).toBeLessThanOrEqual(101);
      expect(found[set({ collection: 0, i: 0 })]).toBe(1);
      expect(total(found)).toBe(5 * 99);
    },
    official: 'the limit holds for each collection alone: five of them leave five times the series',
  },
  {
    source: 'metrics/sdk.md, "Synchronous instrument cardinality limits": delta',
    feature: 'A delta reader has the whole limit for every interval',
    async check(engine) {
      const options = { limit: 100, temporality: AggregationTemporality.DELTA };
      const { meter, reader } = fixture(engine, {}, new TestReader(options));
      const counter = meter.createCounter('c');
      for (let collection = 0; collection < 3; collection++) {
        for (let i = 0; i < 99; i++) counter.add(1, { collection, i });
        const found = values(await reader.collect(), 'c');
        expect(Object.keys(found)).toHaveLength(99);
        expect(found[overflow]).toBeUndefined();
      }
    },
  },
  {
    source: 'metrics/sdk.md, "Cardinality limits", "Configuration"',
    feature: 'A view’s limit wins over the reader’s',
    async check(engine) {
      const views = [{ instrumentName: 'c', aggregationCardinalityLimit: 5 }];
      const { meter, reader } = fixture(engine, { views }, new TestReader({ limit: 100 }));
      const counter = meter.createCounter('c');
      for (let i = 0; i < 50; i++) counter.add(1, { i });
      const found = values(await reader.collect(), 'c');
      expect(Object.keys(found).length).toBeLessThanOrEqual(6);
      expect(found[overflow]).toBeGreaterThanOrEqual(45);
      expect(total(found)).toBe(50);
    },
  },
  {
    source: 'metrics/sdk.md, "Cardinality limits": after attribute filtering',
    feature: 'Attributes that a view drops do not count against the limit',
    async check(engine) {
      const views = [
        {
          instrumentName: 'c',
          aggregationCardinalityLimit: 5,
          attributesProcessors: [{ process: ({ keep }: Record<string, unknown>) => ({ keep }) }],
        },
      ];
      const { meter, reader } = fixture(engine, { views });
      const counter = meter.createCounter('c');
      for (let i = 0; i < 500; i++) counter.add(1, { keep: i % 3, drop: i });
      const found = values(await reader.collect(), 'c');
      expect(Object.keys(found)).toHaveLength(3);
      expect(total(found)).toBe(500);
    },
  },
  {
    source: 'metrics/sdk.md, "Asynchronous instrument cardinality limits"',
    feature: 'Observations beyond the limit add up in the overflow series',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader({ limit: 10 }));
      meter.createObservableCounter('o').addCallback((result) => {
        for (let i = 0; i < 20; i++) result.observe(1, { i });
      });
      await reader.collect();
      const found = values(await reader.collect(), 'o');
      expect(found[set({ i: 0 })]).toBe(1);
      expect(Object.keys(found).length).toBeLessThanOrEqual(11);
      expect(total(found)).toBe(20);
    },
    official: 'the overflow point is wrong: each observation replaces or re-adds the one before',
  },
  {
    source: 'metrics/sdk.md, "Asynchronous instrument cardinality limits"',
    feature: 'The first observations of a callback keep their series',
    async check(engine) {
      const { meter, reader } = fixture(engine, {}, new TestReader({ limit: 10 }));
      let offset = 0;
      meter.createObservableGauge('o').addCallback((result) => {
        for (let i = 0; i < 8; i++) result.observe(i, { i: offset + i });
      });
      for (offset = 0; offset < 40; offset += 8) {
        const found = values(await reader.collect(), 'o');
        expect(Object.keys(found)).toHaveLength(8);
        expect(found[set({ i: offset })]).toBe(0);
      }
    },
    official: 'sets of earlier collections are never forgotten',
  },
];
