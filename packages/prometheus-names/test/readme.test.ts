import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as names from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names everything that is exported', () => {
  const missing = Object.keys(names).filter((name) => !readme.includes(`\`${name}`));
  expect(missing).toEqual([]);
});

it.each(names.translationStrategies)('says what %s gives', (strategy) => {
  const name = names.prometheusName(
    { name: 'http.server.duration', unit: 's', kind: 'histogram' },
    { strategy },
  );
  expect(readme).toContain(`| \`${strategy}\` | \`${name}\` |`);
});
