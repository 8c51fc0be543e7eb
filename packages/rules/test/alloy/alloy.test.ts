import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defineSystem, fleet, generate } from '../../src/index.js';
import { run, temporaryFolder } from '../support.js';
import { components, type Documented, functions } from './documented.js';
import { type AlloyBlock, parseAlloy } from './syntax.js';

// Alloy cannot be had as a library or a module here, so its file is held against its documentation.

const deploy = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

/** What is wrong with a file, by the documentation. */
function problemsOf(text: string): string[] {
  const blocks = parseAlloy(text);
  const names = new Map(blocks.map((block) => [`${block.name}.${block.label}`, block.name]));
  const twice = blocks.length === names.size ? [] : ['two components of one name'];
  return [...twice, ...blocks.flatMap((block) => componentProblems(block, names))];
}

function componentProblems(block: AlloyBlock, names: ReadonlyMap<string, string>): string[] {
  const documented = components[block.name];
  if (documented === undefined) return [`line ${block.line}: no component ${block.name}`];
  const label = block.label === undefined ? [`line ${block.line}: ${block.name} has no label`] : [];
  return [...label, ...blockProblems(block, documented, names)];
}

function blockProblems(
  block: AlloyBlock,
  { required = [], optional = [], blocks = {} }: Documented,
  names: ReadonlyMap<string, string>,
): string[] {
  const where = `line ${block.line}: ${block.name}`;
  const attributes = [...block.attributes.keys()];
  const inner = block.blocks.map(({ name }) => name);
  const wanted = Object.keys(blocks).filter((name) => blocks[name]!.isRequired);
  return [
    ...required
      .filter((name) => !attributes.includes(name))
      .map((name) => `${where} lacks ${name}`),
    ...attributes
      .filter((name) => ![...required, ...optional].includes(name))
      .map((name) => `${where} has no argument ${name}`),
    ...wanted.filter((name) => !inner.includes(name)).map((name) => `${where} lacks ${name} {}`),
    ...block.blocks.flatMap((child) => {
      const documented = blocks[child.name];
      if (documented === undefined) return [`${where} has no block ${child.name}`];
      return blockProblems(child, documented, names);
    }),
    ...[...block.attributes.values()].flatMap((value) => valueProblems(value, where, names)),
  ];
}

/** Every word of a value is a function, or a field that a component of the file exports. */
function valueProblems(
  value: readonly string[],
  where: string,
  names: ReadonlyMap<string, string>,
): string[] {
  return value.flatMap((word, index) => {
    if (!/^[a-z_]/.test(word) || word === 'true' || word === 'false') return [];
    if (value[index + 1] === '(') {
      return functions.has(word) ? [] : [`${where}: no function ${word}`];
    }
    const [, component = '', field = ''] = /^(.*)\.(\w+)$/.exec(word) ?? [];
    const kind = names.get(component);
    if (kind === undefined) return [`${where}: ${word} leads nowhere`];
    return components[kind]?.exports?.includes(field)
      ? []
      : [`${where}: ${kind} exports no ${field}`];
  });
}

const read = (path: string) => readFileSync(join(deploy, path), 'utf8');

describe('the file for Alloy', () => {
  let on = '';
  beforeAll(async () => {
    const folder = temporaryFolder();
    const urls = ['--loki-url', 'http://loki:3100', '--tempo-url', 'tempo:4317'];
    await run(['generate', ...urls], folder);
    on = readFileSync(join(folder, 'deploy/alloy/fleet.alloy'), 'utf8');
  });

  it('has every required argument, no unknown one, and references that lead somewhere', () => {
    expect(problemsOf(read('alloy/fleet.alloy'))).toEqual([]);
    expect(problemsOf(on)).toEqual([]);
  });

  it('has logs and traces only when a URL is given, and as a comment before', () => {
    const names = (text: string) => parseAlloy(text).map(({ name }) => name);
    expect(names(read('alloy/fleet.alloy'))).toEqual([
      'prometheus.scrape',
      'prometheus.remote_write',
      'local.file',
    ]);
    const optional = names(on).slice(3);
    expect(optional).toEqual([
      'discovery.docker',
      'discovery.relabel',
      'loki.source.docker',
      'loki.write',
      'otelcol.receiver.otlp',
      'otelcol.processor.batch',
      'otelcol.exporter.otlp',
    ]);
    for (const name of optional) expect(read('alloy/fleet.alloy')).toContain(`// ${name} "`);
  });

  it('scrapes the targets that Prometheus would, with the same labels', () => {
    const [scrape] = parseAlloy(read('alloy/fleet.alloy'));
    const words = scrape!.attributes.get('targets')!.join('').replaceAll('=', ':');
    const targets = JSON.parse(words.replace(/,\]$/, ']')) as Record<string, string>[];
    const { scrape_configs: jobs } = parse(read('prometheus/fleet.yml'));
    const { receivers } = parse(read('collector/fleet.yaml'));
    const wanted = jobs.map(
      (job: { job_name: string; static_configs: { targets: string[]; labels: object }[] }) => ({
        __address__: job.static_configs[0]!.targets[0],
        job: job.job_name,
        ...job.static_configs[0]!.labels,
      }),
    );
    expect(targets).toEqual(wanted);
    expect(targets).toHaveLength(4);
    expect(scrape!.attributes.get('scrape_interval')).toEqual(['"15s"']);
    const collected = receivers.prometheus.config.scrape_configs;
    expect(collected).toEqual(jobs.map((job: object) => ({ ...job, scrape_interval: '15s' })));
  });

  it('names a target that serves no metrics in a comment, and scrapes it nowhere', () => {
    const system = defineSystem({
      ...fleet,
      dashboards: () => [],
      uninstrumented: [{ name: 'legacy', reason: 'Nobody has ported it.' }],
    });
    const files = generate({
      systems: [system],
      notifications: {},
      runbooks: 'https://example.com/',
      source: 'a test',
      command: 'obs-rules generate',
      lokiUrl: undefined,
      tempoUrl: undefined,
    });
    for (const path of ['alloy/fleet.alloy', 'collector/fleet.yaml', 'prometheus/fleet.yml']) {
      const { content } = files.find((file) => file.path === path)!;
      const lines = content.split('\n').filter((line) => line.includes('legacy'));
      expect(lines, path).toHaveLength(1);
      expect(lines[0]).toMatch(
        /^\s*(#|\/\/) Left out, since it serves no metrics: legacy\. Nobody/,
      );
    }
  });

  it.each([
    ['a required argument', 'forward_to      = [prometheus.remote_write.default.receiver]', ''],
    ['a reference', 'remote_write.default.receiver', 'remote_write.other.receiver'],
    ['an export', 'default.receiver', 'default.input'],
    ['a function', 'coalesce(string', 'coalesced(string'],
    ['an argument', 'is_secret = true', 'is_secrt = true'],
    ['a component', 'local.file "', 'local.files "'],
    ['a block', 'basic_auth {', 'basicauth {'],
    ['a bracket', '\n}\n', '\n\n'],
  ])('would not pass with %s wrong', (_what, from, to) => {
    const text = read('alloy/fleet.alloy');
    expect(text).toContain(from);
    const problems = () => problemsOf(text.replace(from, to));
    let found: string[] = [];
    try {
      found = problems();
    } catch (error) {
      found = [(error as Error).message];
    }
    expect(found).not.toEqual([]);
  });
});
