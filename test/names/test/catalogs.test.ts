import * as exporter from '@obs/exporter-prometheus';
import type { Catalog, CompleteMetric, MetricKind } from '@obs/semconv';
import * as semconv from '@obs/semconv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContractFamily, contractFamilies } from './contract.ts';

const catalogs = Object.values<unknown>(semconv).filter(
  (value): value is Catalog => typeof value === 'object' && value !== null && 'metrics' in value,
);
const families = new Map(
  catalogs
    .flatMap(({ metrics }) => Object.values(metrics) as CompleteMetric[])
    .map((metric) => [metric.prometheus, metric]),
);

describe('catalogs and exposition', () => {
  it.each([...families])('agree that it is %s', (prometheus, { name, unit, kind }) => {
    expect(exporter.prometheusName({ name, unit, kind: exposedKind(kind) })).toBe(prometheus);
  });

  it('agree on any name, unit and kind', () => {
    const kind = fc.constantFrom<MetricKind>(
      'counter',
      'updowncounter',
      'gauge',
      'histogram',
      'observablecounter',
      'observableupdowncounter',
      'observablegauge',
    );
    const word = fc.constantFrom('total', 'ratio', 'seconds', 'per', 'second', 'bytes', 'a', 'b2');
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.\-/]{0,60}$/),
      fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('.')),
    );
    const unit = fc.oneof(
      fc.constantFrom('', '1', 's', 'ms', 'By', 'By/s', '1/s', '1/m', '{request}/s', '%', 'ratio'),
      fc.stringMatching(/^[\x21-\x7e]{0,63}$/),
    );
    fc.assert(
      fc.property(name, unit, kind, (name, unit, kind) => {
        expect(semconv.prometheusName({ name, unit, kind })).toBe(
          exporter.prometheusName({ name, unit, kind: exposedKind(kind) }),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('catalogs and contract', () => {
  const promised = contractFamilies();

  it.each(promised.map((family) => [family.name, family] as const))(
    'agree on %s',
    (name, family) => {
      const metric = families.get(name);
      expect(metric, `no catalog declares ${name}`).toBeDefined();
      expect(declared(metric as CompleteMetric, family)).toEqual(family);
    },
  );

  it('have no stable family that is in one of them only', () => {
    const names = new Set(promised.map(({ name }) => name));
    const ours = [...families.keys()].filter((name) => !names.has(name));
    const ofOthers = [semconv.http, semconv.self].flatMap(({ metrics }) =>
      Object.values(metrics as Record<string, CompleteMetric>).map(({ prometheus }) => prometheus),
    );
    expect(ours.sort()).toEqual(ofOthers.sort());
  });
});

/** A family of a catalog in the contract's words. */
function declared(metric: CompleteMetric, { observed }: ContractFamily): ContractFamily {
  const labels = Object.entries(metric.labels).map(([key, label]) => [
    key,
    Array.isArray(label) ? [...label] : ((label as { default?: string }).default ?? 'open'),
  ]);
  return {
    name: metric.prometheus,
    kind: exposedKind(metric.kind),
    help: metric.description,
    stability: metric.stability,
    labels: Object.fromEntries(labels),
    // The bounds of an observed backend are its own.
    buckets: observed ? [] : [...metric.buckets],
    observed,
  };
}

function exposedKind(kind: MetricKind): 'counter' | 'updowncounter' | 'gauge' | 'histogram' {
  return kind.replace('observable', '') as 'counter' | 'updowncounter' | 'gauge' | 'histogram';
}
