import { readFileSync } from 'node:fs';

/** One name, unit and kind with what Prometheus' own translation exposes. */
export interface GoldenName {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly exposed: string;
}

/** Every line of `test/otlptranslator.golden.tsv`, once for each kind. */
export function goldenNames(): GoldenName[] {
  const file = new URL('../test/otlptranslator.golden.tsv', import.meta.url);
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const kinds = (header as string).split('\t').slice(2) as GoldenName['kind'][];
  return lines.flatMap((line) => {
    const [name, unit, ...exposed] = line.split('\t') as [string, string, ...string[]];
    return kinds.map((kind, index) => ({ name, unit, kind, exposed: exposed[index] as string }));
  });
}

/** What we make of a name that `otlptranslator` 1.0.0, which the Collector uses too, does its own way. */
export function meant({ name, unit, exposed }: GoldenName): string {
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
