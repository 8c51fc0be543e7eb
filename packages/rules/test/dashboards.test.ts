import type { CompleteMetric } from '@obs/semconv';
import { describe, expect, it } from 'vitest';
import { dashboard } from '../src/dashboards/dashboard.js';
import { grafanaJson } from '../src/dashboards/grafana.js';
import { lines } from '../src/dashboards/panel.js';
import { parsePromql, selectorsOf, systems } from '../src/index.js';
import { up } from '../src/queries/select.js';
import { dashboardsOf, objectivesOf } from '../src/system/system.js';
import { schemaErrors } from './grafana-schema.js';

const all = systems.flatMap((system) =>
  dashboardsOf(system).map((one) => ({ system, ...one, json: grafanaJson(one, [system.name]) })),
);
const texts = Object.fromEntries(
  all.map(({ name, json }) => [name, JSON.stringify(json, null, 1)]),
);
const panel = lines({
  title: 'Up',
  description: 'Whether it is there.',
  unit: 'up',
  queries: [{ of: up(), legend: '{{job}}' }],
});

/** Families that no dashboard shows, and why. */
const notShown: Readonly<Record<string, string>> = {
  jeeves_llm_provider_calls_total: 'deprecated alias, off unless asked for',
  jeeves_llm_provider_duration_seconds: 'deprecated alias, off unless asked for',
};

/** Systems whose families are shown elsewhere. */
const withoutDashboard: Readonly<Record<string, string>> = {
  backend: 'nothing of ours exposes it; the aggregation API serves what people look at',
};

describe("Grafana's published schema", () => {
  it('holds for every dashboard', async () => {
    expect(await schemaErrors(texts)).toBe('');
  });

  it.each([
    ['a field that it does not have', '"title":', '"titel":'],
    ['a value that an enumeration does not have', '"displayMode": "list"', '"displayMode": "lost"'],
    ['a text where a number belongs', '"lineWidth": 1', '"lineWidth": "1"'],
  ])('refuses %s', async (_, right, wrong) => {
    const broken = texts['jeeves-pipeline']?.replace(right, wrong) ?? '';
    expect(await schemaErrors({ broken })).toMatch(/error TS/);
  });
});

describe.each(all)('the dashboard $title', ({ rows, json, system, title }) => {
  it('has panels of different ids that do not cover each other, within 24 columns', () => {
    const panels = json.panels ?? [];
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos }) => {
      const { x, y, w, h } = gridPos as { x: number; y: number; w: number; h: number };
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from(
        { length: w * h },
        (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('says of every panel what it shows, in sentences', () => {
    for (const { panels } of rows) {
      for (const { description } of panels) expect(description).toMatch(/^[A-Z].*[.]$/);
    }
  });

  it('leads from every latency to its traces', () => {
    for (const one of rows.flatMap(({ panels }) => panels)) {
      const isLatency = one.queries.some(({ of }) =>
        JSON.stringify(of).includes('histogram_quantile'),
      );
      if (!isLatency) continue;
      expect(
        one.queries.filter(({ exemplars }) => exemplars),
        `${title}: ${one.title}`,
      ).toHaveLength(1);
    }
  });

  it('chooses only among labels that the queries compare', () => {
    for (const { name, type } of json.templating.list ?? []) {
      if (type !== 'query') continue;
      expect(JSON.stringify(json.panels)).toContain(`=~\\"$${name}\\"`);
    }
  });

  it('reads only families of its system, of Prometheus, and what rules have recorded', () => {
    const known = new Set([
      ...system.catalogs.flatMap(({ metrics }) =>
        (Object.values(metrics) as CompleteMetric[]).map(({ prometheus }) => prometheus),
      ),
      'obs_dropped_measurements_total',
      'up',
      'scrape_duration_seconds',
      'scrape_samples_scraped',
    ]);
    for (const name of familiesOf(json)) {
      expect(known.has(name) || name.includes(':'), name).toBe(true);
    }
  });
});

describe('the dashboards of a system', () => {
  it.each(systems.filter(({ name }) => withoutDashboard[name] === undefined))(
    'of $title show every family and every objective',
    (system) => {
      const shown = new Set(
        all.filter((one) => one.system === system).flatMap(({ json }) => familiesOf(json)),
      );
      const families = system.catalogs.flatMap(({ domain, metrics }) =>
        domain === 'process' ? [] : (Object.values(metrics) as CompleteMetric[]),
      );
      for (const { prometheus } of families) {
        expect(shown.has(prometheus), prometheus).toBe(notShown[prometheus] === undefined);
      }
      const json = JSON.stringify(
        all.filter((one) => one.system === system).map((one) => one.json),
      );
      for (const { name } of objectivesOf(system)) expect(json).toContain(`slo=\\"${name}\\"`);
    },
  );

  it('give each outcome one colour wherever it is drawn', () => {
    const colours = new Map<string, Set<string>>();
    for (const { json } of all) {
      for (const { fieldConfig } of json.panels as { fieldConfig?: { overrides: Override[] } }[]) {
        for (const { matcher, properties } of fieldConfig?.overrides ?? []) {
          const seen = colours.get(matcher.options) ?? new Set();
          colours.set(matcher.options, seen.add(properties[0]?.value.fixedColor ?? ''));
        }
      }
    }
    expect([...colours.values()].every(({ size }) => size === 1)).toBe(true);
    expect(colours.size).toBeGreaterThan(5);
  });
});

interface Override {
  readonly matcher: { readonly options: string };
  readonly properties: readonly { readonly value: { readonly fixedColor: string } }[];
}

describe('dashboard()', () => {
  it.each([
    ['a name that is none', { name: 'Big Board' }, /lower-case words/],
    ['a name that Grafana would refuse', { name: 'a'.repeat(41) }, /at most 40/],
    [
      'two panels of one title',
      { rows: [{ title: 'Row', panels: [panel, panel] }] },
      /two panels "Up"/,
    ],
    [
      'a panel without a query',
      { rows: [{ title: 'Row', panels: [{ ...panel, queries: [] }] }] },
      /has no query/,
    ],
    [
      'a panel that is too wide',
      { rows: [{ title: 'Row', panels: [{ ...panel, width: 25 }] }] },
      /25 columns/,
    ],
  ])('refuses %s', (_, change, message) => {
    const input = { name: 'board', title: 'Board', description: 'A board.', rows: [] };
    expect(() => dashboard({ ...input, ...change })).toThrow(message);
    expect(() => dashboard({ ...input, ...change })).toThrow(/OBS_RULES_DASHBOARD/);
  });
});

/** The families that the panels of a dashboard read. */
function familiesOf(json: ReturnType<typeof grafanaJson>): string[] {
  const targets = (json.panels ?? []).flatMap((one) =>
    'targets' in one ? (one.targets ?? []) : [],
  );
  return targets.flatMap((target) =>
    selectorsOf(parsePromql((target as unknown as { expr: string }).expr)).map(({ metric = '' }) =>
      metric.replace(/_(bucket|count|sum)$/, ''),
    ),
  );
}
