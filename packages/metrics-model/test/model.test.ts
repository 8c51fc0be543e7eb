import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { allocateSlot, liveSource, liveSourceKey } from '../src/index.js';

describe('liveSource', () => {
  const source = {
    openView: async () => ({ resource: { attributes: {} }, scopes: [], errors: [] }),
  };

  it('is what a producer offers', () => {
    expect(liveSource({ collect() {}, [liveSourceKey]: source })).toBe(source);
  });

  it.each([
    ['a producer that only copies', { collect() {} }],
    ['undefined', undefined],
    ['null', null],
    ['a text', 'producer'],
  ])('is undefined for %s', (_, producer) => {
    expect(liveSource(producer)).toBeUndefined();
  });

  it('is found across copies of this package', () => {
    expect(liveSourceKey).toBe(Symbol.for('@obs/metrics-model.live'));
  });
});

describe('allocateSlot', () => {
  it('gives no index twice', () => {
    const slots = Array.from({ length: 100 }, allocateSlot);
    expect(new Set(slots).size).toBe(100);
  });

  it('counts in one place for every copy of this package', async () => {
    const before = allocateSlot();
    vi.resetModules();
    const copy = await import('../src/slot.js');
    expect(copy.allocateSlot).not.toBe(allocateSlot);
    expect(copy.allocateSlot()).toBe(before + 1);
  });
});

it('the README names every function that is exported', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const name of ['liveSource(', 'allocateSlot(', 'liveSourceKey'])
    expect(readme).toContain(name);
});
