import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the README explains every error code, and no other', () => {
  const declared = [...read('../src/errors.ts').matchAll(/'(OBS_\w+)'/g)].map(([, code]) => code);
  const explained = [...read('../README.md').matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(
    ([, code]) => code,
  );
  expect(explained.sort()).toEqual([...new Set(declared)].sort());
});
