import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownVariables } from '../src/config/variables.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [...read('../src/errors.ts').matchAll(/'(OBS_\w+)'/g)].map(([, code]) => code);
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(declared.sort());
  });

  it('names every variable that this package reads', () => {
    const elsewhere = [
      'OBS_PRESET',
      'OBS_INSTRUMENTATIONS',
      'OBS_GARBAGE_COLLECTION',
      'OBS_LOG_CORRELATION',
    ];
    for (const name of Object.keys(knownVariables)) {
      if (!elsewhere.includes(name)) expect(readme).toContain(`\`${name}\``);
    }
  });

  it('names every option of start()', () => {
    const options = [...read('../src/config/options.ts').matchAll(/^ {2}readonly (\w+)\?/gm)];
    expect(options.length).toBeGreaterThan(10);
    for (const [, option] of options) expect(readme).toContain(`\`${option}\``);
  });
});
