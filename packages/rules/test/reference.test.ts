import { fileURLToPath } from 'node:url';
import type { CompleteMetric } from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systems } from '../src/index.js';
import { referenceFiles, standardCatalogs } from '../src/reference/reference.js';
import { run } from './support.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const standard = standardCatalogs(systems);
const files = referenceFiles(systems, standard, 'a test');
const catalogs = [...new Set([...systems.flatMap((system) => system.catalogs), ...standard])];
const families = catalogs.flatMap(({ domain, metrics }) =>
  (Object.values(metrics) as CompleteMetric[]).map((family) => ({
    domain,
    family,
    name: family.prometheus,
  })),
);
const pages = files.filter(({ path }) => /^metrics\/[\w-]+\.md$/.test(path));

interface Definition {
  readonly file_format: string;
  readonly attributes: readonly Attribute[];
  readonly metrics: readonly Metric[];
}

interface Attribute {
  readonly key: string;
  readonly type:
    | 'string'
    | { readonly members: readonly { readonly id: string; readonly value: string }[] };
}

interface Metric {
  readonly name: string;
  readonly instrument: string;
  readonly unit: string;
  readonly stability: string;
  readonly attributes?: readonly { readonly ref: string }[];
  readonly annotations: {
    readonly prometheus: { readonly name: string; readonly buckets?: number[] };
  };
}

describe('docs/metrics', () => {
  it('is what the catalogs give', async () => {
    const { code, err } = await run(['reference', '--check'], root);
    expect(err, 'run `npm run deploy` and commit the result').toBe('');
    expect(code).toBe(0);
  });

  it.each(families)(
    'has $name on one page, with its labels, its unit and a query',
    ({ family }) => {
      const heading = new RegExp(`^###? ${family.prometheus}$`, 'm');
      const found = pages.filter(({ content }) => heading.test(content));
      expect(found.length).toBeGreaterThanOrEqual(1);
      const section = found[0]?.content.split(heading)[1]?.split(/^##/m)[0] ?? '';
      expect(section).toContain(family.description);
      expect(section).toContain(`\`${family.name}\``);
      if (family.unit) expect(section).toContain(`unit \`${family.unit}\``);
      for (const bound of family.buckets) expect(section).toContain(String(bound));
      for (const label of Object.values(family.labels)) {
        if (Array.isArray(label))
          for (const value of label) expect(section).toContain(`\`${value}\``);
        else expect(section).toContain(`at most ${(label as { limit: number }).limit}`);
      }
      expect(section).toMatch(/```promql\n[^`]+```/);
    },
  );

  it('leads from the list to each of them', () => {
    const index = files.find(({ path }) => path === 'metrics.md')?.content ?? '';
    for (const { name } of families)
      expect(index).toMatch(new RegExp(`metrics/[\\w-]+\\.md#${name}\\)`));
  });
});

// The schema of the format is alpha and in no package; these are its rules, written down by hand.
describe.each(catalogs)('the catalog $domain for Weaver', ({ domain, metrics }) => {
  const file = files.find(({ path }) => path === `metrics/weaver/${domain}/${domain}.yaml`);
  const definition: Definition = parse(file?.content ?? '');

  it('is of the second format, and has nothing but attributes and metrics', () => {
    expect(definition.file_format).toBe('definition/2');
    expect(Object.keys(definition)).toEqual(['file_format', 'attributes', 'metrics']);
  });

  it('defines every attribute once, with members of different ids', () => {
    const keys = definition.attributes.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { type } of definition.attributes) {
      if (type === 'string') continue;
      const ids = type.members.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z0-9_]+$/);
    }
  });

  it('has every metric with what the format wants, and refers to defined attributes only', () => {
    const keys = new Set(definition.attributes.map(({ key }) => key));
    const wanted = (Object.values(metrics) as CompleteMetric[]).map((family) => ({
      name: family.name,
      prometheus: family.prometheus,
      labels: Object.keys(family.labels),
      buckets: family.buckets,
    }));
    const found = definition.metrics.map(({ name, annotations, attributes = [] }) => ({
      name,
      prometheus: annotations.prometheus.name,
      labels: attributes.map(({ ref }) => ref),
      buckets: annotations.prometheus.buckets ?? [],
    }));
    expect(found).toEqual(wanted);
    for (const { instrument, unit, stability, attributes = [] } of definition.metrics) {
      expect(['counter', 'gauge', 'histogram', 'updowncounter']).toContain(instrument);
      expect(['development', 'stable']).toContain(stability);
      expect(unit).not.toBe('');
      for (const { ref } of attributes) expect(keys).toContain(ref);
    }
  });
});
