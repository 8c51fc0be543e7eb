import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systems } from '../src/index.js';
import { run, temporaryFolder } from './support.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const semconv = new URL('../../semconv/dist/esm/index.js', import.meta.url).href;
const shop = `
import { defineCatalog, open } from '${semconv}';

export default defineCatalog({
  domain: 'shop',
  owner: 'shop team',
  metrics: {
    orders: {
      name: 'shop.orders',
      kind: 'counter',
      description: 'Orders, by what became of them.',
      labels: { status: ['paid', 'failed'] },
    },
    requestDuration: {
      name: 'shop.request.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time of one request.',
      labels: { route: open(50) },
      buckets: [0.1, 1, 5],
    },
  },
});
`;

describe('deploy/', () => {
  it('is what the systems of this project give', async () => {
    const { code, err } = await run(['generate', '--check'], root);
    expect(err, 'run `npm run deploy` and commit the result').toBe('');
    expect(code).toBe(0);
  });
});

describe('generate', () => {
  it('makes rules and a configuration from a catalog of the user', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'shop.mjs'), shop);
    const { code, out } = await run(
      ['generate', '--catalog', './shop.mjs', '--out', 'made'],
      folder,
    );
    expect(out).toMatch(/^\d+ files in made\n$/);
    expect(code).toBe(0);
    const rules = parse(await readFile(join(folder, 'made/prometheus/rules/shop.yml'), 'utf8'));
    const names = rules.groups.flatMap((group: { rules: { alert?: string }[] }) =>
      group.rules.flatMap(({ alert }) => alert ?? []),
    );
    expect(names).toEqual([
      'TargetDown',
      'MetricsAbsent',
      'ShopOrdersErrorRatioHigh',
      'ShopRequestLatencyHigh',
    ]);
    const config = parse(await readFile(join(folder, 'made/prometheus/shop.yml'), 'utf8'));
    expect(config.scrape_configs).toEqual([
      { job_name: 'shop', static_configs: [{ targets: ['shop:9464'] }] },
    ]);
  });

  it('says in each file what it was made from, and how', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'shop.mjs'), shop);
    await run(['generate', '--catalog', 'shop.mjs'], folder);
    const text = await readFile(join(folder, 'deploy/prometheus/shop.yml'), 'utf8');
    expect(text).toContain(
      '# Made from shop.mjs with `obs-rules generate --catalog shop.mjs`.\n' +
        '# Do not edit: change what it is made from, and run that again.\n',
    );
  });

  it('removes what it made earlier and makes no more, and nothing else', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'shop.mjs'), shop);
    await run(['generate', '--catalog', 'shop.mjs'], folder);
    await writeFile(join(folder, 'deploy/mine.yml'), 'mine');
    await writeFile(join(folder, 'other.mjs'), shop.replace("domain: 'shop'", "domain: 'other'"));
    await run(['generate', '--catalog', 'other.mjs'], folder);
    await expect(readFile(join(folder, 'deploy/prometheus/shop.yml'))).rejects.toThrow('ENOENT');
    expect(await readFile(join(folder, 'deploy/prometheus/other.yml'), 'utf8')).toContain('other');
    expect(await readFile(join(folder, 'deploy/mine.yml'), 'utf8')).toBe('mine');
  });

  it('finds with --check what is missing, changed and too much, and changes nothing', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'shop.mjs'), shop);
    const args = ['generate', '--catalog', 'shop.mjs'];
    await run(args, folder);
    expect(await run([...args, '--check'], folder)).toMatchObject({ code: 0, err: '' });

    const config = join(folder, 'deploy/prometheus/shop.yml');
    await writeFile(config, (await readFile(config, 'utf8')).replace('15s', '30s'));
    await rm(join(folder, 'deploy/prometheus/rules/shop.yml'));
    await writeFile(join(folder, 'deploy/old.yml'), '');
    const list = join(folder, 'deploy/.generated');
    await writeFile(list, `old.yml\n${await readFile(list, 'utf8')}`);
    const { code, err } = await run([...args, '--check'], folder);
    expect(code).toBe(1);
    expect(err).toMatch(/^deploy\/prometheus\/shop\.yml:\d+: changed$/m);
    expect(err).toContain('deploy/prometheus/rules/shop.yml: missing\n');
    expect(err).toContain('deploy/old.yml: no longer generated\n');
    expect(err).toContain('Run `obs-rules generate --catalog shop.mjs` and commit the result.');
    expect(await readFile(config, 'utf8')).toContain('30s');
  });

  it.each([
    ['a module that is not there', ['--catalog', 'nowhere.mjs'], 1, 'OBS_RULES_CATALOG_FILE'],
    ['a module that is broken', ['--catalog', 'broken.mjs'], 1, 'OBS_RULES_CATALOG_FILE'],
    ['a wrong declaration', ['--catalog', 'wrong.mjs'], 1, 'OBS_CATALOG_DESCRIPTION'],
    ['a module without a catalog', ['--catalog', 'empty.mjs'], 1, 'OBS_RULES_NOTHING_EXPORTED'],
    [
      'a folder that is a file',
      ['--catalog', 'shop.mjs', '--out', 'shop.mjs'],
      1,
      'OBS_RULES_WRITE',
    ],
    ['an option that is none', ['--catalogue', 'shop.mjs'], 2, 'Usage: npx obs-rules generate'],
  ])('refuses %s with the way out', async (_what, args, exitCode, message) => {
    const folder = temporaryFolder();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'shop.mjs'), shop);
    await writeFile(join(folder, 'broken.mjs'), 'export default {');
    await writeFile(join(folder, 'empty.mjs'), 'export const shop = 1;');
    await writeFile(join(folder, 'wrong.mjs'), shop.replace('Time of one request.', ''));
    const { code, err, out } = await run(['generate', ...args], folder);
    expect(err).toContain(message);
    expect(code).toBe(exitCode);
    expect(out).toBe('');
  });

  it.each([
    [['--help'], 0, 'Usage: npx obs-rules <command>'],
    [[], 2, 'Usage: npx obs-rules <command>'],
    [['generate', '--help'], 0, '--catalog <file>'],
    [['generat'], 2, 'There is no command "generat"'],
  ])('explains itself: %j', async (args, exitCode, text) => {
    const { code, out, err } = await run(args, root);
    expect(out + err).toContain(text);
    expect(code).toBe(exitCode);
  });
});

describe('the systems of this project', () => {
  it('have names of their own for every alert but those that all of them have', () => {
    const names = systems.flatMap(({ rules }) =>
      rules.flatMap((set) => (set.alerts ?? []).map(({ name }) => name)),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
