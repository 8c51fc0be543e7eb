import type { Catalog, CompleteMetric } from '@obs/semconv';
import { max, sum } from '../queries/combine.js';
import { quantile } from '../queries/histogram.js';
import { exposed, type Family, rate, value } from '../queries/select.js';
import { promql } from '../queries/vector.js';

/** A page of the reference: some catalogs under one heading. */
export interface ReferencePage {
  /** Its file, without `.md`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly catalogs: readonly Catalog[];
}

/** The Markdown of a page: what every family is, and a query to start from. */
export function referencePage(page: ReferencePage, generated: string): string {
  const parts = [`# ${page.title}`, page.description, `<!-- ${generated} -->`];
  for (const catalog of page.catalogs) {
    if (page.catalogs.length > 1) parts.push(`## ${catalog.domain}`);
    parts.push(`Owner: ${catalog.owner}.`);
    for (const family of families(catalog)) parts.push(...familyParts(family, page));
  }
  return `${parts.join('\n\n')}\n`;
}

/** The list of all pages and families. */
export function referenceIndex(pages: readonly ReferencePage[], generated: string): string {
  const rows = pages.flatMap((page) =>
    page.catalogs.flatMap((catalog) =>
      families(catalog).map(
        (family) =>
          `| [\`${family.prometheus}\`](metrics/${page.name}.md#${family.prometheus}) | ${exposedKind(family)} | ${labelNames(family)} | [${page.title}](metrics/${page.name}.md) |`,
      ),
    ),
  );
  return `# Metrics

<!-- ${generated} -->

Every family by its exposed name. Its OpenTelemetry name, the values of its labels, its buckets and a
query to start from are on its page.

| family | type | labels | page |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function families({ metrics }: Catalog): CompleteMetric[] {
  return Object.values(metrics) as CompleteMetric[];
}

function familyParts(family: CompleteMetric, page: ReferencePage): string[] {
  const level = page.catalogs.length > 1 ? '###' : '##';
  const facts = [
    `| OpenTelemetry | \`${family.name}\`, ${family.kind}${family.unit ? `, unit \`${family.unit}\`` : ''} |`,
    `| Prometheus | \`${family.prometheus}\`, ${exposedKind(family)} |`,
    `| stability | ${family.stability}${family.replacedBy ? `; use \`${replacement(family, page)}\`` : ''} |`,
    ...(family.kind === 'histogram' ? [`| buckets | ${family.buckets.join(', ')} |`] : []),
    `| before the first event | ${family.zero ? 'series of closed labels exist, at zero' : 'no series'} |`,
  ];
  const parts = [
    `${level} ${family.prometheus}`,
    family.description,
    `| | |\n| --- | --- |\n${facts.join('\n')}`,
  ];
  const labels = Object.entries(family.labels);
  if (labels.length > 0) {
    const rows = labels.map(([key, label]) => `| \`${exposed(key)}\` | ${valuesOf(label)} |`);
    parts.push(`| label | values |\n| --- | --- |\n${rows.join('\n')}`);
  }
  parts.push(`\`\`\`promql\n${promql(exampleQuery(family), 92)}\n\`\`\``);
  return parts;
}

function replacement(family: CompleteMetric, { catalogs }: ReferencePage): string {
  const found = catalogs
    .map(
      ({ metrics }) =>
        (metrics as Readonly<Record<string, CompleteMetric>>)[family.replacedBy ?? ''],
    )
    .find((one) => one !== undefined);
  return found?.prometheus ?? family.replacedBy ?? '';
}

function valuesOf(label: CompleteMetric['labels'][string]): string {
  if (Array.isArray(label)) return label.map((one) => `\`${one}\``).join(', ');
  const { limit, default: standard } = label as { limit: number; default: string | undefined };
  const otherwise = standard === undefined ? '' : `; \`${standard}\` when none is given`;
  return `open, at most ${limit} of one process${otherwise}`;
}

function labelNames({ labels }: CompleteMetric): string {
  return Object.keys(labels)
    .map((key) => `\`${exposed(key)}\``)
    .join(', ');
}

function exposedKind({ kind }: CompleteMetric): string {
  if (kind === 'histogram') return 'histogram';
  return kind === 'counter' || kind === 'observablecounter' ? 'counter' : 'gauge';
}

/** The question that people ask first: how many a second, how slow, how much. */
export function exampleQuery(family: Family) {
  const by = Object.keys(family.labels).slice(0, 1).map(exposed);
  switch (exposedKind(family)) {
    case 'counter':
      return sum(rate(family, '5m'), by);
    case 'histogram':
      return quantile(0.95, family, { by });
    default:
      return family.kind.includes('updown') ? sum(value(family), by) : max(value(family), by);
  }
}
