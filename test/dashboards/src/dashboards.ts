import { readdirSync, readFileSync } from 'node:fs';

/** The fields of Grafana's dashboards that are read here. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly noValue?: string } };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly {
      readonly type: string;
      readonly name: string;
      readonly query: unknown;
    }[];
  };
}

/** One query of one panel, with everything chosen in the lists above the dashboard. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly promql: string;
  /** Whether no answer is good news, by what the panel shows then. */
  readonly mayBeEmpty: boolean;
}

const folder = new URL('../../../deploy/grafana/dashboards/', import.meta.url);

export function dashboards(): Dashboard[] {
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

export function panelQueries({ uid, panels, templating }: Dashboard): PanelQuery[] {
  const names = templating.list.filter(({ type }) => type === 'query').map(({ name }) => name);
  return panels.flatMap(({ title, targets = [], fieldConfig }) =>
    targets.map(({ expr }) => ({
      dashboard: uid,
      panel: title,
      promql: names.reduce((text, name) => text.replaceAll(`"$${name}"`, '".*"'), expr),
      mayBeEmpty: fieldConfig?.defaults.noValue === 'none',
    })),
  );
}
