import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { promql } from '../queries/vector.js';
import { colours, outcomeColours } from './colours.js';
import type { Dashboard, Variable } from './dashboard.js';
import type { Panel, PanelQuery, PanelUnit, Row, Threshold } from './panel.js';

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's way to name a variable.
const datasource = { type: 'prometheus', uid: '${datasource}' };

/** Grafana's names of units. Source: `@grafana/data`, "valueFormats". */
const units: Readonly<Record<PanelUnit, string>> = {
  bytes: 'bytes',
  count: 'short',
  dollars: 'currencyUSD',
  'per minute': 'cpm',
  'per second': 'cps',
  ratio: 'percentunit',
  score: 'none',
  seconds: 's',
  time: 'dateTimeFromNow',
  up: 'none',
};

/** Lines of a panel's height: Grafana's grid has lines of 30 pixels. */
const heights = { lines: 8, bars: 8, number: 4 } as const;
const columns = 24;

/**
 * The JSON of a dashboard, as Grafana's provisioning reads it. A data source is chosen above it, so it
 * fits every Grafana.
 *
 * Source: Grafana documentation, "JSON model", schema version 1 of dashboards.
 */
export function grafanaJson(dashboard: Dashboard, tags: readonly string[]): grafana.Dashboard {
  const builder = new grafana.DashboardBuilder(dashboard.title)
    .uid(dashboard.name)
    .description(dashboard.description)
    .tags(['obs', ...tags])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .readonly()
    .link(
      new grafana.DashboardLinkBuilder('Dashboards')
        .type(grafana.DashboardLinkType.Dashboards)
        .tags(['obs', ...tags])
        .asDropdown(true)
        .keepTime(true),
    )
    .withVariable(
      new grafana.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    );
  for (const variable of dashboard.variables) builder.withVariable(variableOf(variable));
  let top = 0;
  let id = 1;
  for (const row of dashboard.rows) {
    builder.withRow(rowOf(row, id++, top));
    top += 1;
    for (const { panel, gridPos } of placed(row.panels, top)) {
      builder.withPanel(panelOf(panel, id++, gridPos));
      top = Math.max(top, gridPos.y + gridPos.h);
    }
  }
  return withoutIntervals(builder.build());
}

/** The SDK gives every variable the defaults of an interval, which the schema has only there. */
function withoutIntervals(json: grafana.Dashboard): grafana.Dashboard {
  const list = json.templating.list ?? [];
  const variables = list.map(({ auto: _, auto_min: _min, auto_count: _count, ...rest }) => rest);
  return { ...json, templating: { list: variables as grafana.VariableModel[] } };
}

function variableOf({ label, family }: Variable) {
  return new grafana.QueryVariableBuilder(label)
    .label(label)
    .datasource(datasource)
    .query({ query: `label_values(${seriesOf(family)}, ${label})`, refId: label })
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** A series that each label set of a family has. */
function seriesOf({ prometheus: name, kind }: Variable['family']): string {
  return kind === 'histogram' ? `${name}_count` : name;
}

function rowOf({ title }: Row, id: number, y: number) {
  return new grafana.RowBuilder(title).id(id).gridPos({ x: 0, y, w: columns, h: 1 });
}

interface Place {
  readonly panel: Panel;
  readonly gridPos: grafana.GridPos;
}

/** Where each panel stands: from the left, in lines whose panels are as high as their highest. */
function placed(panels: readonly Panel[], top: number): Place[] {
  let y = top;
  return linesOfPanels(panels).flatMap((line) => {
    const h = Math.max(...line.map(({ kind }) => heights[kind]));
    let x = 0;
    const places = line.map((panel) => {
      const place = { panel, gridPos: { x, y, w: panel.width, h } };
      x += panel.width;
      return place;
    });
    y += h;
    return places;
  });
}

function linesOfPanels(panels: readonly Panel[]): Panel[][] {
  const all: Panel[][] = [];
  let used = columns;
  for (const panel of panels) {
    if (used + panel.width > columns) {
      all.push([]);
      used = 0;
    }
    all.at(-1)?.push(panel);
    used += panel.width;
  }
  return all;
}

/** Labels that say how something ended, at the end of a legend. */
const outcomeLabel = /\{\{(outcome|result|status|status_code|success)\}\}$/;

function panelOf(panel: Panel, id: number, gridPos: grafana.GridPos) {
  const builder = visualization(panel)
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(datasource)
    .gridPos(gridPos)
    .unit(units[panel.unit])
    .noValue(panel.emptyWhenHealthy === undefined ? 'no data' : 'none')
    .targets(panel.queries.map((query, index) => targetOf(query, panel.kind, index)));
  if (panel.unit === 'up') builder.mappings([upMapping]);
  if (panel.thresholds !== undefined) builder.thresholds(thresholdsOf(panel.thresholds));
  if (!panel.queries.some(({ legend }) => outcomeLabel.test(legend))) return builder;
  for (const { pattern, colour } of outcomeColours) {
    builder.overrideByRegexp(pattern, [
      { id: 'color', value: { mode: 'fixed', fixedColor: colour } },
    ]);
  }
  return builder;
}

const upMapping: grafana.ValueMapping = {
  type: grafana.MappingType.ValueToText,
  options: {
    '0': { text: 'DOWN', color: colours.bad, index: 0 },
    '1': { text: 'UP', color: colours.good, index: 1 },
  },
};

type Visualization = timeseries.PanelBuilder | stat.PanelBuilder | bargauge.PanelBuilder;

function visualization(panel: Panel): timeseries.PanelBuilder {
  // The three builders share every method that is called on them here; their union has none.
  return make(panel) as timeseries.PanelBuilder;
}

function make(panel: Panel): Visualization {
  const last = new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
  if (panel.kind === 'number') {
    return new stat.PanelBuilder()
      .reduceOptions(last)
      .graphMode(
        panel.unit === 'up' ? common.BigValueGraphMode.None : common.BigValueGraphMode.Area,
      )
      .colorMode(
        panel.thresholds === undefined && panel.unit !== 'up'
          ? common.BigValueColorMode.None
          : common.BigValueColorMode.Value,
      )
      .textMode(
        panel.queries.length > 1 || panel.queries.some(({ legend }) => legend.includes('{{'))
          ? common.BigValueTextMode.ValueAndName
          : common.BigValueTextMode.Value,
      );
  }
  if (panel.kind === 'bars') {
    return new bargauge.PanelBuilder()
      .reduceOptions(last)
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Gradient)
      .min(0);
  }
  return linesOf(panel);
}

function linesOf(panel: Panel): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .lineWidth(1)
    .fillOpacity(panel.stacked ? 40 : 8)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    );
  if (panel.unit !== 'score') builder.axisSoftMin(0);
  if (panel.stacked) {
    builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  }
  if (panel.thresholds !== undefined) {
    builder.thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
  }
  return builder;
}

function thresholdsOf(thresholds: readonly Threshold[]) {
  const steps = thresholds.map(({ from, means }) => ({
    value: from === Number.NEGATIVE_INFINITY ? null : from,
    color: colours[means],
  }));
  // Grafana wants a first step without a value; what lies below the first threshold is neutral.
  const first = thresholds[0]?.from === Number.NEGATIVE_INFINITY ? [] : [base(thresholds)];
  return new grafana.ThresholdsConfigBuilder()
    .mode(grafana.ThresholdsMode.Absolute)
    .steps([...first, ...steps]);
}

/** Below the first threshold it is the opposite of what comes: good before bad, bad before good. */
function base(thresholds: readonly Threshold[]): grafana.Threshold {
  return { value: null, color: thresholds.at(-1)?.means === 'good' ? colours.bad : colours.good };
}

function targetOf({ of, legend, exemplars }: PanelQuery, kind: Panel['kind'], index: number) {
  const target = new prometheus.DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(datasource)
    .expr(promql(of))
    .legendFormat(legend)
    .editorMode(prometheus.QueryEditorMode.Code);
  if (kind === 'bars') target.instant();
  else target.range();
  if (exemplars === true) target.exemplar(true);
  return target;
}
