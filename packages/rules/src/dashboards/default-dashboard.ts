import type { Catalog, CompleteMetric } from '@obs/semconv';
import { exposed, type Family } from '../queries/select.js';
import type { Objective } from '../slo/objective.js';
import { type Dashboard, dashboard } from './dashboard.js';
import { objectiveRow } from './objective-row.js';
import { lines, type Panel, type PanelUnit, type Row } from './panel.js';
import { scrapeRow, targetsUp } from './shared-rows.js';
import { latencies, legendOf, levels, rates } from './signals.js';

/** More labels than these make a legend that nobody reads. */
const mostLabels = 2;

/**
 * The dashboard of a catalog that nobody has described: a panel for each family by what it is. Rates
 * of counters, quantiles of histograms in seconds, means of others, sums of levels. Told apart by
 * their first two labels.
 */
export function dashboardOf(
  { domain, metrics }: Catalog,
  job: string,
  objectives: readonly Objective[],
): Dashboard {
  const families = (Object.values(metrics) as CompleteMetric[]).filter(
    ({ stability }) => stability !== 'deprecated',
  );
  const rows: Row[] = [
    { title: 'Targets', panels: [targetsUp(job, 24)] },
    { title: 'Families', panels: families.map(panelOf) },
  ];
  if (objectives.length > 0) rows.push(objectiveRow(objectives));
  return dashboard({
    name: domain,
    title: domain,
    description: `The families of the catalog "${domain}".`,
    rows: [...rows, scrapeRow(job)],
  });
}

function panelOf(family: Family): Panel {
  const by = Object.keys(family.labels).slice(0, mostLabels).map(exposed);
  const shared = { title: family.prometheus, description: family.description };
  switch (family.kind) {
    case 'counter':
    case 'observablecounter':
      return rates({ ...shared, of: family, by });
    case 'histogram':
      return histogramPanel(family, by);
    default:
      return levels({ ...shared, of: family, by, unit: unitOf(family) });
  }
}

function histogramPanel(family: Family, by: readonly string[]): Panel {
  const { prometheus: title, description, unit } = family;
  const panel =
    by.length === 0
      ? latencies({ title, description, of: family })
      : latencies({ title, description, of: family, by, quantiles: [0.95] });
  return unit === 's'
    ? panel
    : lines({
        ...panel,
        unit: unitOf(family),
        queries: panel.queries.map((query) => ({
          ...query,
          legend: query.legend || legendOf(by, title),
        })),
      });
}

function unitOf({ unit }: Family): PanelUnit {
  if (unit === 's') return 'seconds';
  return unit === 'By' ? 'bytes' : 'count';
}
