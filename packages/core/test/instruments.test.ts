import { defineCatalog, type MetricDefinition } from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import { instruments } from '../src/index.js';

const declare = (metric: MetricDefinition) =>
  defineCatalog({ domain: 'shop', owner: 'tests', metrics: { metric } });
const carts: MetricDefinition = {
  name: 'shop.carts',
  kind: 'counter',
  description: 'Carts.',
  labels: { status: ['paid', 'left'], country: ['de', 'fr'] },
};

describe('a family that two catalogs declare', () => {
  it('is one when they agree, in whatever order their labels stand', () => {
    const { metric } = instruments(declare(carts));
    const labels = { country: ['de', 'fr'], status: ['paid', 'left'] } as const;
    expect(instruments(declare({ ...carts, labels, description: 'Other.' })).metric).toBe(metric);
  });

  it.each<[string, MetricDefinition]>([
    ['other labels', { ...carts, labels: { status: ['paid'] } }],
    ['another kind', { ...carts, kind: 'updowncounter' }],
    ['another name that is exposed alike', { ...carts, name: 'shop_carts' }],
    ['the same name in capitals', { ...carts, name: 'Shop.Carts' }],
  ])('is refused with %s', (_, metric) => {
    instruments(declare(carts));
    expect(() => instruments(declare(metric))).toThrow('OBS_INSTRUMENT_CONFLICT');
  });
});
