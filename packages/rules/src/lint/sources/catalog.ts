import type { Catalog, CompleteMetric } from '@obs/semconv';
import type { Finding } from '../finding.js';
import { checkName } from '../names.js';
import type { Source } from './source.js';
import { allowancesIn, Lines } from './text.js';

/** The names of a catalog's families. The place is where the name stands in the module's text. */
export function catalogSource(file: string, text: string, catalogs: readonly Catalog[]): Source {
  const lines = new Lines(text);
  const findings: Finding[] = [];
  const items: { from: number; to: number }[] = [];
  for (const { metrics } of catalogs) {
    for (const metric of Object.values(metrics) as CompleteMetric[]) {
      const at = Math.max(0, text.indexOf(metric.name));
      const place = lines.at(at);
      items.push({ from: place.line, to: place.line });
      const problems = checkName(metric.prometheus, typeOf(metric));
      findings.push(...problems.map((problem) => ({ file, ...place, ...problem })));
    }
  }
  items.sort((a, b) => a.from - b.from);
  return {
    file,
    queries: [],
    findings,
    allowances: allowancesIn(text.replaceAll('//', ' #'), items),
  };
}

function typeOf({ kind }: CompleteMetric): string {
  if (kind === 'histogram') return 'histogram';
  return kind === 'counter' || kind === 'observablecounter' ? 'counter' : 'gauge';
}
