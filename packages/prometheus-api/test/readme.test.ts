import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

/** The fenced block after a heading. */
function blockAfter(heading: string): string {
  const section = readme.slice(readme.indexOf(`\n## ${heading}\n`));
  return /```\w*\n([\s\S]*?)```/.exec(section)![1]!;
}

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [...read('../src/errors.ts').matchAll(/\| '(OBS_\w+)'/g)].map(
      ([, code]) => code,
    );
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(declared.length).toBeGreaterThan(10);
    expect(explained.sort()).toEqual(declared.sort());
  });

  it.each([
    '../src/options.ts',
    '../src/client/options.ts',
    '../src/plan/names.ts',
    '../src/plan/options.ts',
    '../src/aggregation/options.ts',
    '../src/proxy/options.ts',
  ])('names every option of %s', (file) => {
    const options = [...read(file).matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(readme).toContain(`\`${option}\``);
  });

  it('has a program that prints what it says', () => {
    const env = { ...process.env, PROMETHEUS_URL: 'http://127.0.0.1:9' };
    const args = ['--input-type=module', '--eval', blockAfter('A complete program')];
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const printed = execFileSync(process.execPath, args, { cwd, env, stdio: 'pipe' });
    expect(printed.toString('utf8')).toBe(blockAfter('You should see'));
  });
});
