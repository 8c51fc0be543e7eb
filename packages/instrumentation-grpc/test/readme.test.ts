import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { version } from '../src/version.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

it('the version is the package’s', () => {
  expect(version).toBe(JSON.parse(read('../package.json')).version);
});

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [
      ...new Set([...read('../src/errors.ts').matchAll(/'(OBS_\w+)'/g)].map(([, code]) => code)),
    ];
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(declared.sort());
  });

  it('names every option and every dimension', () => {
    const sources = read('../src/options.ts') + read('../src/instrument.ts');
    const options = [...sources.matchAll(/^ {2}readonly (\w+)\??:/gm)];
    const dimensions = [...read('../src/families.ts').matchAll(/^ {2}\| '(\w+)'/gm)];
    expect(options.length).toBe(7);
    expect(dimensions.length).toBe(8);
    for (const [, name] of [...options, ...dimensions]) expect(readme).toContain(`\`${name}\``);
  });
});
