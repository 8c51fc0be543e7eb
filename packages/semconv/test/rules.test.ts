import { describe, expect, it } from 'vitest';
import {
  CatalogError,
  type CatalogErrorCode,
  type CatalogInput,
  defineCatalog,
  type MetricDefinition,
  open,
} from '../src/index.js';

const counter = {
  name: 'shop.orders',
  kind: 'counter',
  description: 'Orders.',
} satisfies MetricDefinition;
const histogram = {
  name: 'shop.wait',
  kind: 'histogram',
  unit: 's',
  description: 'Wait.',
  buckets: [0.1, 1],
} satisfies MetricDefinition;

/** A definition as JavaScript may write it. */
type Wrong = Record<string, unknown>;

function define(metrics: Record<string, Wrong>, more: Wrong = {}) {
  const input = { domain: 'shop', owner: 'shop team', metrics, ...more };
  return defineCatalog(input as unknown as CatalogInput);
}

function errorOf(run: () => unknown): CatalogError {
  try {
    run();
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('refuses a definition with', () => {
  it.each<[what: string, metric: Wrong, code: CatalogErrorCode, recipe: string]>([
    ['no name', { ...counter, name: undefined }, 'OBS_CATALOG_NAME', 'Start with a letter'],
    ['a digit first', { ...counter, name: '1st' }, 'OBS_CATALOG_NAME', 'Start with a letter'],
    ['a space in its name', { ...counter, name: 'a b' }, 'OBS_CATALOG_NAME', 'letters, digits'],
    ['256 characters', { ...counter, name: 'a'.repeat(256) }, 'OBS_CATALOG_NAME', '255'],
    [
      'total in a counter',
      { ...counter, name: 'shop.orders.total' },
      'OBS_CATALOG_NAME_TOTAL',
      'Leave it out',
    ],
    [
      'total in the middle of a counter',
      { ...counter, name: 'shop_total_orders' },
      'OBS_CATALOG_NAME_TOTAL',
      'Leave it out',
    ],
    [
      'a Prometheus name of its own',
      { ...counter, prometheus: 'shop_orders' },
      'OBS_CATALOG_PROMETHEUS_NAME',
      'Change the OpenTelemetry name or the unit',
    ],
    ['an unknown kind', { ...counter, kind: 'summary' }, 'OBS_CATALOG_KIND', 'counter, updown'],
    ['no kind', { ...counter, kind: undefined }, 'OBS_CATALOG_KIND', 'Use one of'],
    [
      'an unknown stability',
      { ...counter, stability: 'beta' },
      'OBS_CATALOG_STABILITY',
      'stable, experimental, deprecated',
    ],
    ['no description', { ...counter, description: ' ' }, 'OBS_CATALOG_DESCRIPTION', 'HELP'],
    ['a unit of two words', { ...counter, unit: 'per s' }, 'OBS_CATALOG_UNIT', 'UCUM'],
    ['a unit that is a number', { ...counter, unit: 1 }, 'OBS_CATALOG_UNIT', 'UCUM'],
    ['buckets on a counter', { ...counter, buckets: [1] }, 'OBS_CATALOG_BUCKETS', 'Remove'],
    [
      'no buckets on a histogram',
      { ...histogram, buckets: undefined },
      'OBS_CATALOG_BUCKETS',
      'List its upper bounds',
    ],
    ['empty buckets', { ...histogram, buckets: [] }, 'OBS_CATALOG_BUCKETS', 'List its upper'],
    ['unsorted buckets', { ...histogram, buckets: [1, 0.5] }, 'OBS_CATALOG_BUCKETS', 'Sort'],
    ['a repeated bucket', { ...histogram, buckets: [1, 1] }, 'OBS_CATALOG_BUCKETS', 'Sort'],
    [
      'an infinite bucket',
      { ...histogram, buckets: [1, Number.POSITIVE_INFINITY] },
      'OBS_CATALOG_BUCKETS',
      'without infinity',
    ],
    ['a NaN bucket', { ...histogram, buckets: [Number.NaN] }, 'OBS_CATALOG_BUCKETS', 'Sort'],
    [
      'milliseconds as bounds of seconds',
      { ...histogram, buckets: [5, 10, 50, 100, 250, 500, 1000] },
      'OBS_CATALOG_MILLISECONDS',
      'divide bounds and values by 1000',
    ],
    [
      'a histogram in milliseconds',
      { ...histogram, unit: 'ms' },
      'OBS_CATALOG_MILLISECONDS',
      'Declare unit "s"',
    ],
    ['a label with a dash', label('a-b'), 'OBS_CATALOG_LABEL', 'Start with a letter'],
    [
      'two labels that are exposed as one',
      { ...counter, labels: { 'a.b': ['x'], a_b: ['x'] } },
      'OBS_CATALOG_LABEL',
      'Rename one',
    ],
    ['the label le', label('le'), 'OBS_CATALOG_LABEL_RESERVED', 'choose a name other than'],
    ['the label quantile', label('quantile'), 'OBS_CATALOG_LABEL_RESERVED', 'choose a name'],
    ['the label job', label('job'), 'OBS_CATALOG_LABEL_RESERVED', 'choose a name'],
    ['the label instance', label('instance'), 'OBS_CATALOG_LABEL_RESERVED', 'choose a name'],
    ['the label __name__', label('__name__'), 'OBS_CATALOG_LABEL_RESERVED', '"__*"'],
    ['an otel.* label', label('otel.scope.name'), 'OBS_CATALOG_LABEL_RESERVED', '"otel.*"'],
    ['no values', label('a', []), 'OBS_CATALOG_LABEL_VALUES', 'List each value once'],
    ['a repeated value', label('a', ['x', 'x']), 'OBS_CATALOG_LABEL_VALUES', 'once'],
    ['an empty value', label('a', ['']), 'OBS_CATALOG_LABEL_VALUES', 'open(limit)'],
    ['a value that is a number', label('a', [200]), 'OBS_CATALOG_LABEL_VALUES', 'open(limit)'],
    ['a label without anything', label('a', undefined), 'OBS_CATALOG_LABEL_LIMIT', 'open(100)'],
    ['a limit of 0', label('a', open(0)), 'OBS_CATALOG_LABEL_LIMIT', 'open(100)'],
    ['a limit of 10,001', label('a', open(10_001)), 'OBS_CATALOG_LABEL_LIMIT', 'open(100)'],
    ['half a limit', label('a', open(1.5)), 'OBS_CATALOG_LABEL_LIMIT', 'open(100)'],
    [
      'an empty default',
      label('a', open(2, { default: '' })),
      'OBS_CATALOG_LABEL_DEFAULT',
      "'unknown'",
    ],
    ['one series at most', { ...counter, maxSeries: 1 }, 'OBS_CATALOG_MAX_SERIES', 'at least 2'],
    [
      'an unknown replacement',
      { ...counter, replacedBy: 'sales' },
      'OBS_CATALOG_REPLACED_BY',
      'Name the key',
    ],
    [
      'a replacement that only every object has',
      { ...counter, replacedBy: 'toString' },
      'OBS_CATALOG_REPLACED_BY',
      'Name the key',
    ],
  ])('%s', (_what, metric, code, recipe) => {
    const error = errorOf(() => define({ orders: metric }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^shop\.orders: /);
    expect(error.message).toContain(recipe);
    expect(error.message).toMatch(new RegExp(`\\[${code}\\]$`));
  });

  it('a domain that is no word', () => {
    for (const domain of [undefined, '', 'Shop', 'shop.web', '2shop']) {
      expect(errorOf(() => define({ counter }, { domain })).code).toBe('OBS_CATALOG_DOMAIN');
    }
  });
});

describe('refuses two families', () => {
  it.each<[how: string, first: Wrong, second: Wrong, name: string]>([
    ['of one name', counter, { ...counter, unit: 'By' }, 'shop.orders'],
    ['whose names differ in case', counter, { ...counter, name: 'Shop.Orders' }, 'Shop.Orders'],
    ['exposed under one name', counter, { ...counter, name: 'shop_orders' }, 'shop_orders_total'],
    [
      'one of which takes a series name of a histogram',
      histogram,
      { ...counter, name: 'shop.wait.seconds.count', kind: 'gauge' },
      'shop_wait_seconds_count',
    ],
    [
      'one of which has the name of the other, a counter, in OpenMetrics',
      counter,
      { ...counter, name: 'shop_orders', kind: 'gauge' },
      'shop_orders',
    ],
  ])('%s', (_how, first, second, name) => {
    const error = errorOf(() => define({ first, second }));
    expect(error.code).toBe('OBS_CATALOG_DUPLICATE');
    expect(error.message).toContain(`shop.second: "${name}" is already`);
    expect(error.message).toContain('shop.first');
  });
});

describe('accepts', () => {
  it.each<[what: string, metric: Wrong]>([
    ['seconds up to a day', { ...histogram, buckets: [1, 60, 300, 3600, 86_400] }],
    [
      'odd seconds when the author insists',
      { ...histogram, buckets: [100, 250], waive: ['millisecond-like-buckets'] },
    ],
    ['total in the name of a gauge', { ...counter, kind: 'gauge', name: 'shop.stock.total' }],
    ['dots in labels', { ...counter, labels: { 'http.route': open(5) } }],
  ])('%s', (_what, metric) => {
    expect(() => define({ orders: metric })).not.toThrow();
  });
});

function label(key: string, ...values: unknown[]): Wrong {
  return { ...counter, labels: { [key]: values.length === 0 ? ['x'] : values[0] } };
}
