// What the JSON of a dashboard must be by the schema that Grafana publishes: TypeScript, generated
// from its CUE. Types only; grafana-schema.ts holds each dashboard against them.
import type { DataQuery, Panel, RowPanel, Dashboard as SchemaDashboard } from '@grafana/schema';
import type { Options as BarGauge } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type { Options as Stat } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as Lines,
  Options as TimeSeries,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** JSON has texts and numbers where the schema has enumerations. */
type Json<T> = T extends string
  ? `${T}`
  : T extends number
    ? `${T}` extends `${infer N extends number}`
      ? N | T
      : T
    : T extends (infer U)[]
      ? Json<U>[]
      : T extends object
        ? { [K in keyof T]: Json<T[K]> }
        : T;

type FieldConfig = NonNullable<Panel['fieldConfig']>;

interface Visual<Type extends string, Options, Custom = Record<string, never>>
  extends Omit<Panel, 'type' | 'options' | 'targets' | 'fieldConfig'> {
  type: Type;
  options: Partial<Options>;
  targets: PrometheusQuery[];
  fieldConfig: Omit<FieldConfig, 'defaults'> & {
    defaults: Omit<FieldConfig['defaults'], 'custom'> & { custom?: Custom };
  };
}

/** The schema has what all data sources share; the rest is from the documentation of this one. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat: string;
  editorMode: 'code' | 'builder';
  range?: boolean;
  instant?: boolean;
  exemplar?: boolean;
}

interface Dashboard extends Omit<SchemaDashboard, 'panels'> {
  panels: (
    | Visual<'timeseries', TimeSeries, Lines>
    | Visual<'stat', Stat>
    | Visual<'bargauge', BarGauge>
    | RowPanel
  )[];
}

export type DashboardJson = Json<Dashboard>;
