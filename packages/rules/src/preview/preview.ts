import { outcomeColours } from '../dashboards/colours.js';
import type { Dashboard } from '../dashboards/dashboard.js';
import type { Panel } from '../dashboards/panel.js';
import { promql } from '../queries/vector.js';
import { type Answer, ask, type Range, type Series } from './answers.js';

export interface PreviewInput {
  readonly dashboards: readonly Dashboard[];
  /** The Prometheus that is asked; user and password in it are used and shown nowhere. */
  readonly prometheus: URL;
  readonly range: Range;
  /** Told before each dashboard. */
  readonly progress?: (dashboard: Dashboard) => void;
}

/** A panel with what it shows. */
export interface PanelView extends Omit<Panel, 'queries'> {
  readonly series: readonly Series[];
  /** Why a query has no answer; undefined when all have. */
  readonly error: string | undefined;
  readonly promql: readonly string[];
}

export interface DashboardView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelView[] }[];
}

/** All that the page shows. JSON. */
export interface PreviewData {
  readonly prometheus: string;
  readonly range: Range;
  readonly outcomeColours: typeof outcomeColours;
  readonly dashboards: readonly DashboardView[];
}

/** Prometheus answers some queries at once; more would only wait for each other. */
const atOnce = 8;

/** Asks a Prometheus for every query of every panel, with everything chosen in every list. */
export async function preview(input: PreviewInput): Promise<PreviewData> {
  const dashboards: DashboardView[] = [];
  for (const dashboard of input.dashboards) {
    input.progress?.(dashboard);
    dashboards.push(await viewOf(dashboard, input));
  }
  const { origin, pathname } = input.prometheus;
  return {
    prometheus: `${origin}${pathname === '/' ? '' : pathname}`,
    range: input.range,
    outcomeColours,
    dashboards,
  };
}

async function viewOf(dashboard: Dashboard, input: PreviewInput): Promise<DashboardView> {
  const { name, title, description, rows } = dashboard;
  const panels = rows.flatMap((row) => row.panels);
  const views = new Map<Panel, PanelView>();
  const waiting = [...panels];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let panel = waiting.shift(); panel !== undefined; panel = waiting.shift()) {
        views.set(panel, await panelView(panel, dashboard, input));
      }
    }),
  );
  return {
    name,
    title,
    description,
    rows: rows.map((row) => ({
      title: row.title,
      panels: row.panels.map((panel) => views.get(panel) as PanelView),
    })),
  };
}

async function panelView(
  panel: Panel,
  { variables }: Dashboard,
  { prometheus, range }: PreviewInput,
): Promise<PanelView> {
  const { queries, ...rest } = panel;
  const texts = queries.map(({ of }) =>
    variables.reduce((text, { label }) => text.replaceAll(`"$${label}"`, '".*"'), promql(of)),
  );
  const answers: Answer[] = [];
  for (const [index, text] of texts.entries()) {
    answers.push(await ask(prometheus, text, queries[index]?.legend ?? '', range));
  }
  const failed = answers.find((answer) => 'error' in answer);
  return {
    ...rest,
    promql: texts,
    error: failed && 'error' in failed ? failed.error : undefined,
    series: answers.flatMap((answer) => ('series' in answer ? answer.series : [])),
  };
}
