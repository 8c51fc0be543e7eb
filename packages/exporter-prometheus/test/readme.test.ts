import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SelfMetrics } from '../src/handler/self-metrics.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

it('explains exactly the error codes that the code has', () => {
  const codes = [...read('../src/errors.ts').matchAll(/^ {2}\| '(OBS_PROM_\w+)'/gm)].map(
    ([, c]) => c,
  );
  const explained = [...readme.matchAll(/^\| `(OBS_PROM_\w+)` \|/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(3);
  expect(explained.sort()).toEqual(codes.sort());
});

it('lists every option', () => {
  const interfaceText = read('../src/options.ts');
  const options = [...interfaceText.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(20);
  expect(options.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it('lists exactly the metrics about scrapes', () => {
  const families = new SelfMetrics().families().map(({ name }) => name);
  const listed = [...readme.matchAll(/^\| `(obs_prometheus_\w+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(families.sort());
});
