import { describe, expect, it, vi } from 'vitest';
import { checkCatalog, checkDomain } from '../src/catalog/rules.js';
import type { Catalog } from '../src/index.js';
import * as semconv from '../src/index.js';

// A process does not check the catalogs of this package: here each family is, as it is written.
const checked = vi.hoisted(() => ({ families: 0 }));
vi.mock('../src/catalog/complete.js', async (original) => {
  const complete = await original<typeof import('../src/catalog/complete.js')>();
  const filledIn: typeof complete.filledIn = (definition, owner) => {
    checked.families += 1;
    return complete.completeMetric(definition.name, definition, owner);
  };
  return { ...complete, filledIn };
});

const catalogs = Object.entries<unknown>(semconv).filter(
  (entry): entry is [string, Catalog] =>
    typeof entry[1] === 'object' && entry[1] !== null && 'metrics' in entry[1],
);

describe('the catalogs of this package', () => {
  it.each(catalogs)('%s keeps every rule of defineCatalog', (_name, catalog) => {
    const before = checked.families;
    const { domain, metrics } = catalog;
    checkDomain(domain);
    checkCatalog(domain, metrics);
    expect(checked.families - before).toBe(Object.keys(metrics).length);
  });

  it.each(catalogs)('%s is made once and frozen', (_name, catalog) => {
    expect(catalog.metrics).toBe(catalog.metrics);
    expect(Object.isFrozen(catalog)).toBe(true);
    expect(Object.isFrozen(catalog.metrics)).toBe(true);
  });
});
