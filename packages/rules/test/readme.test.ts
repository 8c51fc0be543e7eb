import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [...read('../src/errors.ts').matchAll(/\| '(OBS_\w+)'/g)].map(
      ([, code]) => code,
    );
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(declared.length).toBeGreaterThan(5);
    expect(explained.sort()).toEqual(declared.sort());
  });
});
