import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systems } from '../src/index.js';
import { run, temporaryFolder } from './support.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The fenced blocks of the README, in order. */
const blocks = [...readme.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}));
const blockWith = (text: string) => blocks.find((block) => block.text.includes(text))!.text;

/** A folder in which the packages are installed, with the README's modules. */
function userFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(root, 'node_modules/@obs'), join(folder, 'node_modules/@obs'));
  writeFileSync(join(folder, 'shop.mjs'), blockWith('// shop.mjs'));
  writeFileSync(join(folder, 'deploy.mjs'), blockWith('// deploy.mjs'));
  return folder;
}

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [...read('../src/errors.ts').matchAll(/\| '(OBS_\w+)'/g)].map(
      ([, code]) => code,
    );
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(declared.length).toBeGreaterThan(5);
    expect(explained.sort()).toEqual(declared.sort());
  });

  it('has a catalog that gives what it says', async () => {
    const folder = userFolder();
    const { out } = await run(['generate', '--catalog', 'shop.mjs', '--out', 'deploy'], folder);
    expect(out).toBe(blockWith('files in deploy'));
    const rules = readFileSync(join(folder, 'deploy/prometheus/rules/shop.yml'), 'utf8');
    expect(rules).toContain(blockWith('alert: ShopOrders'));
  });

  it('has a system that can be generated, with its notifications', async () => {
    const folder = userFolder();
    const { err, code } = await run(['generate', '--catalog', 'deploy.mjs'], folder);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const rules = readFileSync(join(folder, 'deploy/prometheus/rules/shop.yml'), 'utf8');
    expect(rules).toContain('alert: OrdersFail');
    expect(rules).toContain('slo: shop-latency');
    const alertmanager = readFileSync(join(folder, 'deploy/alertmanager/alertmanager.yml'), 'utf8');
    expect(parse(alertmanager).receivers[0].slack_configs[0].channel).toBe('#shop');
  });

  it('has a mistake that the linter finds as it says', async () => {
    const folder = temporaryFolder();
    const query = /You should see, for `(histogram_quantile.*)`:/.exec(readme)![1]!;
    writeFileSync(join(folder, 'queries.promql'), query);
    const { out, err } = await run(['lint', 'queries.promql'], folder);
    expect(out + err).toBe(blockWith('queries.promql:1:1'));
  });

  it.each([
    ['../src/cli/generate.ts', 'Options of `generate`'],
    ['../src/cli/lint.ts', 'Lint'],
  ])('names every option of %s', (file, heading) => {
    const from = readme.indexOf(`\n## ${heading}\n`);
    const section = readme.slice(from, readme.indexOf('\n## ', from + 5));
    const options = [...read(file).matchAll(/^ {2}(--[\w-]+) /gm)].map(([, option]) => option!);
    expect(options.length).toBeGreaterThan(3);
    for (const option of options.filter((one) => one !== '--help')) {
      expect(section).toContain(option);
    }
  });
});

describe('runbooks', () => {
  const folder = join(root, 'docs/runbooks');
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');

  it('are there for every alert, and for nothing else', () => {
    const files = readdirSync(join(root, 'deploy/prometheus/rules'));
    const links = files.flatMap((file) => {
      const text = readFileSync(join(root, 'deploy/prometheus/rules', file), 'utf8');
      const alerts = text.match(/^ +- alert: /gm) ?? [];
      const urls = [...text.matchAll(/runbook_url: (\S+)/g)].map(([, url]) => url!);
      expect(urls).toHaveLength(alerts.length);
      return urls;
    });
    expect(links.length).toBeGreaterThan(30);
    const base = 'https://github.com/obs/obs/blob/main/docs/runbooks/';
    for (const link of links) expect(link.startsWith(base), link).toBe(true);
    const linked = new Set(links.map((link) => link.slice(base.length)));
    expect([...linked].sort()).toEqual(pages.sort());
  });

  it.each(pages)('%s says what it means, how to look and what to do', (page) => {
    const text = readFileSync(join(folder, page), 'utf8');
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['What it means', 'How to look', 'What to do']);
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
    for (const link of links)
      expect(existsSync(join(dirname(join(folder, page)), link)), link).toBe(true);
  });

  it.each(pages)('%s has queries without mistakes', async (page) => {
    const text = readFileSync(join(folder, page), 'utf8').replace(/\n {3}/g, ' ');
    const spans = [...text.matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
    const queries = spans
      .filter((span) => /^[a-z_:]+( by \(.*?\) )?[({].*[)}]/.test(span))
      .map((span) =>
        span.replaceAll('<family>', 'jeeves_http_request_duration_seconds').replace(/<\w+>/g, 'x'),
      );
    const work = temporaryFolder();
    writeFileSync(join(work, 'q.promql'), `up\n\n${queries.join('\n\n')}\n`);
    const { out } = await run(['lint', 'q.promql'], work);
    expect(out).toBe('');
  });

  it('are in the list of their README', () => {
    const list = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const page of pages) expect(list).toContain(`(${page})`);
  });

  it('explain the alerts that the systems have', () => {
    const names = systems.flatMap(({ rules }) => rules.flatMap((set) => set.alerts ?? []));
    for (const { runbook } of names) expect(pages).toContain(`${runbook}.md`);
  });
});
