import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Catalog, CompleteMetric } from '../src/index.js';
import * as semconv from '../src/index.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('explains exactly the error codes that the code has', () => {
  const codes = [...read('../src/errors.ts').matchAll(/'(OBS_CATALOG_\w+)'/g)].map(
    ([, code]) => code,
  );
  const explained = [...read('../README.md').matchAll(/^\| `(OBS_CATALOG_\w+)` +\|/gm)].map(
    ([, code]) => code,
  );
  expect(codes.length).toBeGreaterThan(10);
  expect(explained.sort()).toEqual(codes.sort());
});

it('lists every family', () => {
  const readme = read('../README.md');
  const names = Object.values<unknown>(semconv)
    .filter((value) => typeof value === 'object' && value !== null && 'metrics' in value)
    .flatMap((catalog) => Object.values((catalog as Catalog).metrics) as CompleteMetric[])
    .map(({ prometheus }) => prometheus);
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
