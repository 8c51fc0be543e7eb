import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { metricsHandler, plainFamily } from '../src/index.js';
import { bodyBytes } from './support/body.js';

// Node before 22.15.
vi.mock('node:zlib', async (original) => {
  const { createZstdCompress, zstdCompress, ...rest } =
    await original<typeof import('node:zlib')>();
  return { ...rest, default: rest };
});

const samples = Array.from({ length: 20_000 }, (_, i) => ({ labels: { i: `${i}` }, value: i }));
const small = plainFamily({ name: 'g', type: 'gauge', samples: samples.slice(0, 100) });
const large = plainFamily({ name: 'g', type: 'gauge', samples });

describe('on a Node without zstd', () => {
  it.each([
    ['zstd, gzip', 'gzip'],
    ['zstd', undefined],
    ['zstd, identity', undefined],
    ['*', 'gzip'],
  ])('a scraper that takes %s gets %s, small or large', async (accepted, expected) => {
    for (const family of [small, large]) {
      const handler = metricsHandler({ collect: async () => ({ families: [family] }) });
      const headers = { 'accept-encoding': accepted };
      const response = await handler({ method: 'GET', url: '/metrics', headers });
      expect([response.status, response.headers['content-encoding']]).toEqual([200, expected]);
      const bytes = await bodyBytes(response);
      const text =
        expected === 'gzip' ? gunzipSync(bytes).toString() : Buffer.from(bytes).toString();
      expect(text).toMatch(/^# TYPE g gauge\ng\{i="0"\} 0\n/);
    }
  });
});
