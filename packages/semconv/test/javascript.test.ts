import { describe, expect, it } from 'vitest';
import { aoss, CatalogError, type CatalogInput, defineCatalog, open } from '../src/index.js';

const counter = { name: 'shop.orders', kind: 'counter', description: 'Orders.' };
const histogram = { ...counter, kind: 'histogram' };

function errorOf(input: unknown): CatalogError {
  try {
    defineCatalog(input as CatalogInput);
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const family = (metric: unknown) => ({ domain: 'shop', owner: 'tests', metrics: { metric } });
const values = Array.from({ length: 40 }, (_, index) => `v${index}`);

describe('plain JavaScript, which no compiler has read, is refused with the way out', () => {
  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'OBS_CATALOG_FIELD', 'defineCatalog({'],
    ['null', null, 'OBS_CATALOG_FIELD', 'defineCatalog({'],
    ['no families', { domain: 'a', owner: 'b', metrics: null }, 'OBS_CATALOG_FIELD', 'metrics'],
    ['a list', { domain: 'a', owner: 'b', metrics: [counter] }, 'OBS_CATALOG_FIELD', 'metrics'],
    ['no owner', { domain: 'a', metrics: { metric: counter } }, 'OBS_CATALOG_FIELD', 'owner'],
    ['no family', family(null), 'OBS_CATALOG_FIELD', 'name, kind and description'],
    ['a misspelt field', family({ ...counter, lables: {} }), 'OBS_CATALOG_FIELD', 'labels'],
    ['labels in a list', family({ ...counter, labels: ['a'] }), 'OBS_CATALOG_FIELD', 'object'],
    ['labels in a text', family({ ...counter, labels: 'a' }), 'OBS_CATALOG_FIELD', 'object'],
    ['a text for zero', family({ ...counter, zero: 'no' }), 'OBS_CATALOG_FIELD', 'true or false'],
    ['an unknown waiver', family({ ...counter, waive: ['x'] }), 'OBS_CATALOG_FIELD', 'millisecond'],
    ['bounds in a text', family({ ...histogram, buckets: '1,2' }), 'OBS_CATALOG_FIELD', 'numbers'],
    ['texts as bounds', family({ ...histogram, buckets: ['1'] }), 'OBS_CATALOG_BUCKETS', 'number'],
    ['null for bounds', family({ ...histogram, buckets: null }), 'OBS_CATALOG_BUCKETS', 'bounds'],
    ['a symbol as kind', family({ ...counter, kind: Symbol('a') }), 'OBS_CATALOG_KIND', 'counter'],
    ['a symbol as name', family({ ...counter, name: Symbol('a') }), 'OBS_CATALOG_NAME', 'letter'],
    [
      'a text as the values of a label',
      family({ ...counter, labels: { status: 'paid' } }),
      'OBS_CATALOG_LABEL_LIMIT',
      "['paid', 'refused']",
    ],
    [
      'more series at zero than there may be',
      family({ ...counter, labels: { a: values, b: values, c: values } }),
      'OBS_CATALOG_MAX_SERIES',
      'zero: false',
    ],
  ])('%s', (_, input, code, recipe) => {
    const error = errorOf(input);
    expect(error.code).toBe(code);
    expect(error.message).toContain(recipe);
  });
});

describe('what was checked', () => {
  it('stays what it was, whatever becomes of the input', () => {
    const paid = ['paid'];
    const page = open(5);
    const { metrics } = defineCatalog(
      family({ ...counter, labels: { paid, page } }) as unknown as CatalogInput,
    );
    paid.push('le');
    Object.assign(page, { limit: 1e9 });
    const labels: Record<string, unknown> = { ...metrics['metric']?.labels };
    expect(labels).toEqual({ paid: ['paid'], page: { limit: 5 } });
    expect(Object.isFrozen(labels['paid'])).toBe(true);
    expect(Object.isFrozen(aoss.metrics.executions.labels.agent_type)).toBe(true);
  });

  it('is what counts, although a getter changes its mind', () => {
    let asked = 0;
    const changing = {
      ...counter,
      get name() {
        return asked++ === 0 ? 'shop.orders' : 'not a name';
      },
    };
    const { metrics } = defineCatalog(family(changing) as unknown as CatalogInput);
    expect(metrics['metric']?.name).toBe('shop.orders');
  });
});
