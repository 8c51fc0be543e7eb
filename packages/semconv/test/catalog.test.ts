import { describe, expect, it } from 'vitest';
import { defineCatalog, open, zeroSeries } from '../src/index.js';

describe('a family of which only the necessary was said', () => {
  const { metrics } = defineCatalog({
    domain: 'shop',
    owner: 'shop team',
    metrics: {
      orders: {
        name: 'shop.orders',
        kind: 'counter',
        description: 'Orders.',
        labels: { status: ['paid', 'refused'], country: open(50) },
      },
      wait: {
        name: 'shop.wait',
        kind: 'histogram',
        unit: 's',
        description: 'Wait.',
        buckets: [1, 2],
        owner: 'queue team',
      },
      stock: {
        name: 'shop.stock',
        kind: 'gauge',
        description: 'Stock.',
        labels: { id: open(9999) },
      },
    },
  });

  it('has a name, a stability and an owner', () => {
    expect(metrics.orders).toMatchObject({
      prometheus: 'shop_orders_total',
      stability: 'stable',
      owner: 'shop team',
      unit: '',
      buckets: [],
    });
    expect(metrics.wait).toMatchObject({ prometheus: 'shop_wait_seconds', owner: 'queue team' });
  });

  it('starts at zero unless it is a level', () => {
    expect([metrics.orders.zero, metrics.wait.zero, metrics.stock.zero]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('may have as many series as its labels allow and the overflow series, 2000 at most', () => {
    expect(metrics.orders.maxSeries).toBe(2 * 50 + 1);
    expect(metrics.wait.maxSeries).toBe(2);
    expect(metrics.stock.maxSeries).toBe(2000);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(metrics)).toBe(true);
    for (const metric of Object.values(metrics)) {
      expect([metric, metric.labels, metric.buckets].every(Object.isFrozen)).toBe(true);
    }
  });
});

describe('zeroSeries', () => {
  it('is the one series of a family without labels', () => {
    expect(zeroSeries({})).toEqual([{}]);
  });

  it('is every combination of closed values, with open labels at their default', () => {
    expect(
      zeroSeries({ a: ['x', 'y'], b: open(9, { default: 'unknown' }), c: ['1', '2'] }),
    ).toEqual([
      { a: 'x', b: 'unknown', c: '1' },
      { a: 'x', b: 'unknown', c: '2' },
      { a: 'y', b: 'unknown', c: '1' },
      { a: 'y', b: 'unknown', c: '2' },
    ]);
  });

  it('is nothing when an open label has no default', () => {
    expect(zeroSeries({ a: ['x'], b: open(9) })).toEqual([]);
  });
});
