import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SelfMetrics } from '../src/handler/self-metrics.js';
import * as exported from '../src/index.js';

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

it('names everything that can be imported', () => {
  const missing = Object.keys(exported).filter((name) => !readme.includes(name));
  expect(missing).toEqual([]);
});

/** A program of the README, and the block after "You should see". */
function program(file: string): { code: string; output: string } {
  const [, code = '', rest = ''] =
    new RegExp(`^\`\`\`js\\n(// ${file}[\\s\\S]*?)^\`\`\`\\n([\\s\\S]*)`, 'm').exec(readme) ?? [];
  const [, output = ''] = /You should see\n\n```\n([\s\S]*?)^```/m.exec(rest) ?? [];
  return { code, output };
}

// From the folder of this package a program finds the package by its name, as its users will.
const cwd = new URL('..', import.meta.url);

it.each(['jobs.mjs', 'app.mjs', 'report.mjs'])('%s says what the README says', (file) => {
  const { code, output } = program(file);
  expect(output).not.toBe('');
  const args = ['--input-type=module', '-e', code];
  const said = execFileSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 30_000 });
  expect(said.trimEnd()).toBe(output.trimEnd());
});

it('shop.mjs says and serves what the README says', async () => {
  // On a port of its own: others may have the usual one.
  const code = program('shop.mjs').code.replace('({ without', '({ port: 0, without');
  expect(code).toContain('port: 0');
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd });
  try {
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    });
    const [, said, url] = /^(Metrics on (http:\S+) \(\/metrics\))$/m.exec(line) ?? [];
    expect(readme).toContain(`\`${said?.replace(/:\d+ /, ':9464 ')}\``);
    const text = await (await fetch(`${url}/metrics`)).text();
    const [, promised = ''] = /lines such as `([^`]*)`/.exec(readme) ?? [];
    expect(text.split('\n')).toContain(promised);
  } finally {
    child.kill();
  }
});
