import type { Document, YAMLMap } from 'yaml';
import type { FoundQuery, Source } from './source.js';
import { alignment, Lines } from './text.js';
import { child, maps, startOf, textNode } from './yaml-nodes.js';

/** Whether a document is a dashboard of Grafana, also as its API wraps it. */
export function isDashboard(document: Document): boolean {
  const top = child(document.contents, 'dashboard') ?? document.contents;
  return child(top, 'panels') !== undefined || child(top, 'rows') !== undefined;
}

/**
 * The queries of the panels of a dashboard, of rows within, of its variables and annotations. JSON is
 * read as YAML, which it is, since that keeps positions.
 */
export function dashboardSource(file: string, text: string, document: Document): Source {
  const top = child(document.contents, 'dashboard') ?? document.contents;
  const lines = new Lines(text);
  const panels = [...maps(top, 'panels'), ...maps(top, 'rows')].flatMap(withInner);
  const variables = maps(child(top, 'templating'), 'list');
  const annotations = maps(child(top, 'annotations'), 'list');
  return {
    file,
    queries: [
      ...panels.flatMap((panel) => panelQueries(panel, text, lines)),
      ...variables.flatMap((variable) => variableQuery(variable, text, lines)),
      ...annotations.flatMap((one) =>
        queryAt(one, 'expr', textNode(one, 'name')?.value, text, lines),
      ),
    ],
    findings: [],
    allowances: [],
  };
}

function withInner(panel: YAMLMap): YAMLMap[] {
  return [panel, ...maps(panel, 'panels').flatMap(withInner)];
}

function panelQueries(panel: YAMLMap, text: string, lines: Lines): FoundQuery[] {
  const title = textNode(panel, 'title')?.value ?? '';
  const unit = textNode(child(child(panel, 'fieldConfig'), 'defaults'), 'unit')?.value;
  return maps(panel, 'targets').flatMap((target) =>
    queryAt(target, 'expr', title, text, lines).map((query) =>
      unit === undefined ? query : { ...query, panelUnit: unit },
    ),
  );
}

/** `label_values(up{job="x"}, instance)` is Grafana's; what it reads is PromQL. */
function variableQuery(variable: YAMLMap, text: string, lines: Lines): FoundQuery[] {
  const name = textNode(variable, 'name')?.value ?? '';
  const holder = child(variable, 'query');
  const [node, key] = textNode(holder, 'query') ? [holder, 'query'] : [variable, 'query'];
  return queryAt(node, key as string, name, text, lines).flatMap((query) => {
    const inner = /^\s*(label_values|query_result)\(\s*(.*?)\s*(?:,\s*\w+\s*)?\)\s*$/s.exec(
      query.text,
    );
    if (inner === null || inner[2] === '') return [];
    // `label_values(job)` names a label and reads no metric.
    if (inner[1] === 'label_values' && !query.text.includes(',')) return [];
    const start = query.text.indexOf(inner[2]!);
    return [{ ...query, text: inner[2]!, place: (offset: number) => query.place(offset + start) }];
  });
}

function queryAt(
  node: unknown,
  key: string,
  item: string | undefined,
  text: string,
  lines: Lines,
): FoundQuery[] {
  const found = textNode(node, key);
  if (found === undefined || found.value.trim() === '') return [];
  const place = alignment(text, startOf(found) + 1, found.value);
  return [
    {
      text: found.value,
      use: 'panel',
      item: item ?? '',
      labels: [],
      place: (offset) => lines.at(place(offset)),
    },
  ];
}
