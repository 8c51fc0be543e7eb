import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CompleteMetric } from '@obs/semconv';
import * as semconv from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import { deployed, ruleFiles } from '../src/deploy.ts';

/** Every catalog there is: systems' own, and those of what any service exposes. */
const catalogs = (Object.values(semconv) as unknown[]).filter(
  (value): value is Catalog =>
    typeof value === 'object' && value !== null && 'domain' in value && 'metrics' in value,
);
const metrics = catalogs.flatMap((catalog) => Object.values(catalog.metrics) as CompleteMetric[]);
const defined = new Set(
  metrics.flatMap(({ kind, prometheus }) =>
    kind === 'histogram'
      ? ['', '_bucket', '_sum', '_count'].map((suffix) => prometheus + suffix)
      : [prometheus],
  ),
);
const recorded = ruleFiles().flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));

/** Metrics of Prometheus itself, and words of configurations that look like metrics. */
const others = [
  /^scrape_(duration_seconds|samples_scraped)$/,
  /^(http|service)_(client|config|headers|listen|name|version)/,
];

/** Words that can only be metrics: by how they end, or because a system's metrics begin so. */
const endings = /_(total|seconds|bytes|bucket|count|sum|ratio|info)$/;
const beginnings = new Set(metrics.map(({ prometheus }) => prometheus.split('_')[0]!));
const labels = new Set(metrics.flatMap((metric) => Object.keys(metric.labels)));

function looksLikeMetric(word: string): boolean {
  if (labels.has(word) || others.some((pattern) => pattern.test(word))) return false;
  return endings.test(word) || beginnings.has(word.split('_')[0]!);
}

const files = readdirSync(deployed(''), { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(deployed(''), name)).isFile(),
);

describe('deploy/', () => {
  it('has files to look into', () => expect(files.length).toBeGreaterThan(10));

  it.each(files)('%s names no metric that the catalogs do not define', (name) => {
    const text = readFileSync(join(deployed(''), name), 'utf8');
    // The names of recorded series have colons; what they are made of is not in the catalogs as it is.
    const plain = recorded.reduce((rest, record) => rest.replaceAll(record, ' '), text);
    const words = new Set(
      plain.match(/(?<![\w:.-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w:-])/g) ?? [],
    );
    expect([...words].filter((word) => looksLikeMetric(word) && !defined.has(word))).toEqual([]);
  });

  it('would find one', () => {
    for (const word of ['jeeves_pipline_executions_total', 'aoss_active', 'cache_age_seconds']) {
      expect(looksLikeMetric(word) && !defined.has(word), word).toBe(true);
    }
  });
});
