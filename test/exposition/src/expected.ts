import type { MetricFamily, Point, SeriesGroup } from '@obs/exporter-prometheus';

/** A sample as a parser should see it; numbers as text, so that NaN equals itself. */
export type Expected = string;

export type Format = 'text' | 'openmetrics' | 'protobuf';

/** What a native histogram looks like here: its count and sum. */
export function nativeText(
  name: string,
  labels: Readonly<Record<string, string>>,
  count: number,
  sum: number,
): Expected {
  return `native ${sampleText(name, labels, count)} ${sum + 0}`;
}

/** One sample in a form that can be compared. */
export function sampleText(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
): Expected {
  const shown = Object.keys(labels)
    .sort()
    .map((label) => {
      const text = labels[label] as string;
      // Bounds are numbers; which text they have is another test's business.
      return [
        label,
        label === 'le' && name.endsWith('_bucket') ? String(Number(infinite(text))) : text,
      ];
    });
  // The Python parsers read `-0` as an integer, which has no sign.
  return JSON.stringify([name, shown, String(value)]);
}

function infinite(text: string): string {
  return text.replace(/Inf$/, 'Infinity');
}

/** The samples that families have, by the rules of the format, without those that are hidden. */
export function expectedSamples(families: readonly MetricFamily[], format: Format): Expected[] {
  const samples: Expected[] = [];
  for (const family of families) {
    const seen = new Set<string>();
    for (const group of family.groups) {
      for (const point of group.series()) {
        const labels = toRecord(group.labels(point));
        const id = JSON.stringify(labels);
        if (seen.has(id)) continue;
        seen.add(id);
        samples.push(...pointSamples(family, group, point, labels, format));
      }
    }
  }
  return samples.sort();
}

function toRecord(list: readonly string[]): Record<string, string> {
  const labels: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) {
    // What has no UTF-8 form is written with U+FFFD in its place.
    labels.push([list[i] as string, Buffer.from(list[i + 1] as string).toString()]);
  }
  return Object.fromEntries(labels);
}

function pointSamples(
  { name, type }: MetricFamily,
  group: SeriesGroup,
  point: Point,
  labels: Record<string, string>,
  format: Format,
): Expected[] {
  if (group.kind === 'number') {
    const value = point.value as number;
    const forbidden = format === 'openmetrics' && type === 'counter' && !(value >= 0);
    return forbidden ? [] : [sampleText(name, labels, value)];
  }
  if (format === 'protobuf' && group.kind === 'exponentialHistogram') {
    // Prometheus has no wider buckets than those of scale -4.
    if ((point.scale ?? 0) < -4) return [];
    return [nativeText(name, labels, point.count as number, point.sum as number)];
  }
  const samples: Expected[] = [];
  const buckets = group.kind === 'histogram' ? classic(group, point) : exponential(point);
  for (const [bound, total] of buckets) {
    const le = bound === Infinity ? '+Inf' : String(bound);
    samples.push(sampleText(`${name}_bucket`, { ...labels, le }, total));
  }
  const counter = (point.sum as number) >= 0 && !buckets.some(([bound]) => bound < 0);
  if (counter || format === 'protobuf')
    samples.push(sampleText(`${name}_sum`, labels, point.sum as number));
  if (counter || format !== 'openmetrics') {
    samples.push(sampleText(`${name}_count`, labels, point.count as number));
  }
  return samples;
}

function classic(group: SeriesGroup, point: Point): [number, number][] {
  let total = 0;
  return [...group.bounds, Infinity].map((bound, i) => {
    total += point.bucketCounts?.[i] ?? 0;
    return [bound, total];
  });
}

/** Every measurement counted at the upper end of its bucket. */
function exponential(point: Point): [number, number][] {
  const ends = new Map<number, number>();
  const add = (bound: number, count: number) => {
    if (count > 0) ends.set(bound, (ends.get(bound) ?? 0) + count);
  };
  const { positive, negative } = point;
  for (let i = 0; i < (positive?.counts.length ?? 0); i++) {
    const end = power((positive?.offset ?? 0) + i + 1, point);
    add(Math.max(end, point.zeroThreshold ?? 0), positive?.counts[i] ?? 0);
  }
  for (let i = 0; i < (negative?.counts.length ?? 0); i++) {
    add(-power((negative?.offset ?? 0) + i, point), negative?.counts[i] ?? 0);
  }
  add(point.zeroThreshold ?? 0, point.zeroCount ?? 0);
  let total = 0;
  const buckets = [...ends]
    .filter(([bound]) => bound !== Infinity)
    .sort(([a], [b]) => a - b)
    .map(([bound, count]): [number, number] => {
      total += count;
      return [bound + 0, total];
    });
  return [...buckets, [Infinity, point.count as number]];
}

function power(index: number, point: Point): number {
  return 2 ** (index * 2 ** -(point.scale ?? 0));
}
