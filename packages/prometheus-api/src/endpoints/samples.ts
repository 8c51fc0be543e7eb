import type { Outcome } from '../aggregation/outcome.js';
import type { Sample } from '../client/result.js';
import type { FamilyPlan } from '../plan/families.js';

/** One line of the text format. */
export interface TextSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As Prometheus wrote it. */
  readonly value: string;
}

/** The lines of a family, in an order that does not depend on the order of the answer. */
export function samplesOf(plan: FamilyPlan, outcome: Outcome): readonly TextSample[] {
  if (outcome.state !== 'value' && outcome.state !== 'nan') return [];
  if (plan.type === 'histogram') return histogramSamples(plan, outcome.samples);
  return outcome.samples
    .map(({ labels, value }) => ({ name: plan.name, labels: keep(labels, plan.by), value }))
    .sort((a, b) => compare(keyOf(a.labels), keyOf(b.labels)));
}

interface Group {
  readonly labels: Record<string, string>;
  readonly buckets: Map<number, { readonly le: string; value: string }>;
  sum?: string;
  count?: string;
}

function histogramSamples(plan: FamilyPlan, samples: readonly Sample[]): readonly TextSample[] {
  const groups = new Map<string, Group>();
  for (const { labels, value } of samples) {
    const kept = keep(labels, plan.by);
    const key = keyOf(kept);
    const group: Group = groups.get(key) ?? { labels: kept, buckets: new Map() };
    groups.set(key, group);
    const name = labels['__name__'];
    if (name === `${plan.name}_bucket`) addBucket(group, labels['le'], value);
    else if (name === `${plan.name}_sum`) group.sum = value;
    else if (name === `${plan.name}_count`) group.count = value;
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, group]) => linesOf(plan.name, group));
}

/**
 * Instances may write one bound as `1` and as `1.0`; to Prometheus these are two series, and a
 * histogram with both would not be one.
 */
function addBucket(group: Group, le: string | undefined, value: string): void {
  const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
  if (le === undefined || le === '' || Number.isNaN(bound)) return;
  const known = group.buckets.get(bound);
  if (known) known.value = String(Number(known.value) + Number(value));
  else group.buckets.set(bound, { le, value });
}

function linesOf(name: string, { labels, buckets, sum, count }: Group): readonly TextSample[] {
  const lines: TextSample[] = [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([, { le, value }]) => ({ name: `${name}_bucket`, labels: { ...labels, le }, value }));
  if (sum !== undefined) lines.push({ name: `${name}_sum`, labels, value: sum });
  if (count !== undefined) lines.push({ name: `${name}_count`, labels, value: count });
  return lines;
}

function keep(
  labels: Readonly<Record<string, string>>,
  by: readonly string[],
): Record<string, string> {
  return Object.fromEntries(by.map((label) => [label, labels[label] ?? '']));
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.values(labels));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
