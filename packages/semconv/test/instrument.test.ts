import { createNoopMeter, type Meter, type MetricOptions } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { createInstrument, defineCatalog, type MetricKind, open } from '../src/index.js';

const { metrics } = defineCatalog({
  domain: 'shop',
  owner: 'shop team',
  metrics: {
    wait: {
      name: 'shop.wait',
      kind: 'histogram',
      unit: 's',
      description: 'Wait.',
      labels: { till: open(4) },
      buckets: [1, 2],
    },
  },
});

/** A meter that writes down which of its methods made what. */
function recordingMeter() {
  const created: { by: string; name: string; options: MetricOptions }[] = [];
  const meter = new Proxy(createNoopMeter(), {
    get: (target, property) => (name: string, options: MetricOptions) => {
      created.push({ by: String(property), name, options });
      return (target[property as keyof Meter] as (name: string) => unknown)(name);
    },
  });
  return { meter, created };
}

it('hands everything that a meter can use to it', () => {
  const { meter, created } = recordingMeter();
  createInstrument(meter, metrics.wait);
  expect(created).toEqual([
    {
      by: 'createHistogram',
      name: 'shop.wait',
      options: {
        description: 'Wait.',
        unit: 's',
        advice: {
          explicitBucketBoundaries: [1, 2],
          attributes: ['till'],
          aggregationCardinalityLimit: 4,
        },
      },
    },
  ]);
});

it.each<[MetricKind, string]>([
  ['counter', 'createCounter'],
  ['updowncounter', 'createUpDownCounter'],
  ['gauge', 'createGauge'],
  ['observablecounter', 'createObservableCounter'],
  ['observableupdowncounter', 'createObservableUpDownCounter'],
  ['observablegauge', 'createObservableGauge'],
])('makes a %s with %s', (kind, method) => {
  const { meter, created } = recordingMeter();
  const catalog = defineCatalog({
    domain: 'shop',
    owner: 'shop team',
    metrics: { one: { name: 'shop.one', kind, description: 'One.' } },
  });
  createInstrument(meter, catalog.metrics.one);
  expect(created.map(({ by }) => by)).toEqual([method]);
  expect(created[0]?.options.advice).not.toHaveProperty('explicitBucketBoundaries');
});
