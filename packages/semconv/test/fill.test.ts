import { describe, expect, it } from 'vitest';
import { defineCatalog, fillLabels, labelMismatch, open } from '../src/index.js';

const { requests } = defineCatalog({
  domain: 'shop',
  owner: 'tests',
  metrics: {
    requests: {
      name: 'shop.requests',
      kind: 'counter',
      description: 'Requests.',
      labels: { verb: open(10), code: open(10) },
    },
  },
}).metrics;

describe('labelMismatch', () => {
  it.each([
    [{ method: 'verb', status: 'code' }, undefined],
    [{ method: 'verb' }, '"code" is declared but not filled'],
    [{ method: 'verb', status: 'code', route: 'path' }, '"path" is filled but not declared'],
    [{}, '"verb" is declared but not filled, "code" is declared but not filled'],
  ])('of %j is %s', (filled, mismatch) => {
    expect(labelMismatch(requests, filled)).toBe(mismatch);
  });
});

describe('fillLabels', () => {
  it('names dimensions as the family does, without those that are not known or not wanted', () => {
    const attributes = fillLabels(
      { method: 'verb', status: 'code' },
      { method: 'GET', status: undefined, route: '/' },
    );
    expect(attributes).toEqual({ verb: 'GET' });
    expect(Object.keys(attributes)).toEqual(['verb']);
    expect(Object.isFrozen(attributes)).toBe(true);
  });
});
