import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { presets } from '../src/presets/registry.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

describe('the README', () => {
  it('names every preset', () => {
    for (const name of Object.keys(presets)) expect(readme).toContain(`\`${name}\``);
  });

  it('names every field of a preset', () => {
    const fields = [...read('../src/presets/preset.ts').matchAll(/^ {2}readonly (\w+)\?/gm)];
    expect(fields.length).toBeGreaterThan(5);
    for (const [, field] of fields) expect(readme).toContain(`\`${field}\``);
  });
});
