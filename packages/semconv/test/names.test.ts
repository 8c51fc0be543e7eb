import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Catalog, CompleteMetric, LabelDefinition } from '../src/index.js';
import * as semconv from '../src/index.js';

/**
 * What users rely on, family by family: `names.golden.txt` has one line for each. A stable line may
 * be added, never changed or removed. To add: `UPDATE_NAMES=1 npx vitest run test/names.test.ts`,
 * which refuses to touch a stable line that is there.
 */
const goldenUrl = new URL('./names.golden.txt', import.meta.url);

const catalogs = Object.values<unknown>(semconv).filter(isCatalog);
const families = new Map<string, CompleteMetric>();
for (const catalog of catalogs) {
  for (const metric of Object.values(catalog.metrics) as CompleteMetric[]) {
    families.set(metric.prometheus, metric);
  }
}
const now = [...families.values()].map(line).sort();
const before = readFileSync(goldenUrl, 'utf8').split('\n').filter(Boolean);
const lost = before.filter((text) => text.startsWith('stable ') && !now.includes(text));

describe('the exposed names', () => {
  it('keep every stable family as it was', () => {
    const report = lost.map((text) => {
      const name = text.split(' ')[1]?.split('{')[0] ?? '';
      const family = families.get(name);
      const change = family === undefined ? 'is gone' : `is now\n  ${line(family)}`;
      return `${text}\n  ${change}`;
    });
    expect(
      report,
      'A stable family breaks the queries of users when it is removed or changed. Put it back; to ' +
        'retire it, set stability: "deprecated" and replacedBy in a major version.',
    ).toEqual([]);
  });

  it('are those of the committed list', () => {
    if (process.env['UPDATE_NAMES'] && lost.length === 0) {
      writeFileSync(goldenUrl, `${now.join('\n')}\n`);
      return;
    }
    expect(
      now,
      'New or changed families: run UPDATE_NAMES=1 npx vitest run test/names.test.ts, and commit the list.',
    ).toEqual(before);
  });

  it('follow from the OpenTelemetry names', () => {
    for (const metric of families.values()) {
      expect(semconv.prometheusName(metric)).toBe(metric.prometheus);
    }
  });
});

describe('catalogs together', () => {
  it('declare a family that several of them share the same way', () => {
    const byName = new Map<string, string>();
    for (const catalog of catalogs) {
      for (const metric of Object.values(catalog.metrics) as CompleteMetric[]) {
        const text = line(metric);
        expect(byName.get(metric.name) ?? text).toBe(text);
        byName.set(metric.name, text);
      }
    }
  });

  it('give every family of ours an owner', () => {
    expect(catalogs.flatMap(({ owner }) => (owner.trim() === '' ? [owner] : []))).toEqual([]);
  });
});

function line(metric: CompleteMetric): string {
  const labels = Object.entries(metric.labels).map(([key, label]) => `${key}=${values(label)}`);
  const buckets = metric.buckets.length > 0 ? ` [${metric.buckets.join(' ')}]` : '';
  return `${metric.stability} ${metric.prometheus}{${labels.join(', ')}} ${type(metric)}${buckets} <- ${metric.name}`;
}

/** As Prometheus sees it: whether a value is pushed or read on demand may change. */
function type({ kind }: CompleteMetric): string {
  const plain = kind.replace('observable', '');
  return plain === 'updowncounter' ? 'gauge' : plain;
}

function values(label: LabelDefinition): string {
  if (Array.isArray(label)) return label.join('|');
  const { default: value } = label as Exclude<LabelDefinition, readonly string[]>;
  return value === undefined ? 'open' : `open(${value})`;
}

function isCatalog(value: unknown): value is Catalog {
  return typeof value === 'object' && value !== null && 'metrics' in value;
}
