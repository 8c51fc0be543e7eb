import { readFileSync } from 'node:fs';
import * as exporter from '@obs/exporter-prometheus';
import * as semconv from '@obs/semconv';
import { describe, expect, it } from 'vitest';

const [header, ...lines] = readFileSync(
  new URL('./otlptranslator.golden.tsv', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n');
const kinds = (header as string).split('\t').slice(2) as (
  | 'counter'
  | 'updowncounter'
  | 'gauge'
  | 'histogram'
)[];

/** One name, unit and kind with what Prometheus exposes. */
const cases = lines.flatMap((line) => {
  const [name, unit, ...exposed] = line.split('\t') as [string, string, ...string[]];
  return kinds.map((kind, index) => ({ name, unit, kind, exposed: exposed[index] as string }));
});

/** What we make of a case that Prometheus' translation does in a way of its own. */
function meant({ name, unit, exposed }: (typeof cases)[number]): string {
  // 1.0.0 misspells it; its successors do not.
  if (unit === 'TiBy') return exposed.replace('tibibytes', 'tebibytes');
  // The specification: no suffix when the name contains the unit. 1.0.0 looks for one word only.
  if (name === 'requests.per.second' && unit.endsWith('/s')) {
    return exposed
      .replace('_per_second_per_second', '_per_second')
      .replace('_per_second_bytes_per_second', '_per_second_bytes');
  }
  return exposed;
}

it('has cases of every kind', () => {
  expect(kinds).toEqual(['counter', 'updowncounter', 'gauge', 'histogram']);
  expect(cases.length).toBeGreaterThan(1000);
});

describe.each([
  ['the catalogs', semconv.prometheusName],
  ['the exposition', exporter.prometheusName],
])('%s', (_who, prometheusName) => {
  it('names a metric as Prometheus does when it receives OTLP', () => {
    const different = cases.flatMap((each) => {
      const name = prometheusName(each);
      const wanted = meant(each);
      return name === wanted
        ? []
        : [`${each.kind} ${each.name} in "${each.unit}": ${name}, not ${wanted}`];
    });
    expect(different).toEqual([]);
  });
});
