import { prometheusName } from '@obs/prometheus-names';
import { expect, it } from 'vitest';
import { goldenNames, meant } from '../src/golden.ts';

const golden = goldenNames();

it('has cases of every kind', () => {
  const kinds = new Set(golden.map(({ kind }) => kind));
  expect([...kinds]).toEqual(['counter', 'updowncounter', 'gauge', 'histogram']);
  expect(golden.length).toBeGreaterThan(1000);
});

it('names a metric as Prometheus does when it receives OTLP', () => {
  const different = golden.flatMap((each) => {
    const name = prometheusName(each);
    const wanted = meant(each);
    return name === wanted
      ? []
      : [`${each.kind} ${each.name} in "${each.unit}": ${name}, not ${wanted}`];
  });
  expect(different).toEqual([]);
});
