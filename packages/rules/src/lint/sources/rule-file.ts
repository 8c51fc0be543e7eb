import type { Document, YAMLMap } from 'yaml';
import type { Finding } from '../finding.js';
import { checkRecordName } from '../names.js';
import type { FoundQuery, Source } from './source.js';
import { alignment, allowancesIn, Lines } from './text.js';
import { child, endOf, keysOf, maps, startOf, textNode } from './yaml-nodes.js';

/** Whether a document holds groups of rules, as Prometheus or its operator has them. */
export function isRuleFile(document: Document): boolean {
  const top = document.contents;
  return child(top, 'groups') !== undefined || child(child(top, 'spec'), 'groups') !== undefined;
}

/** The rules of a file of Prometheus, or of the `PrometheusRule`s of its operator. */
export function ruleSource(file: string, text: string, documents: readonly Document[]): Source {
  const lines = new Lines(text);
  const rules = documents.flatMap(({ contents: top }) => {
    const holder = child(top, 'groups') === undefined ? child(top, 'spec') : top;
    return maps(holder, 'groups').flatMap((group) => maps(group, 'rules'));
  });
  const items = rules.map((rule) => ({
    from: lines.at(startOf(rule)).line,
    to: lines.at(Math.max(startOf(rule), endOf(rule) - 1)).line,
  }));
  return {
    file,
    queries: rules.flatMap((rule) => queryOf(rule, text, lines)),
    findings: rules.flatMap((rule) => ruleFindings(rule, file, lines)),
    allowances: allowancesIn(text, items),
  };
}

function queryOf(rule: YAMLMap, text: string, lines: Lines): FoundQuery[] {
  const expr = textNode(rule, 'expr');
  if (expr === undefined) return [];
  const alert = textNode(rule, 'alert');
  const record = textNode(rule, 'record');
  const isBlock = expr.type === 'BLOCK_LITERAL' || expr.type === 'BLOCK_FOLDED';
  // A block's content begins below its `|-`, and may begin with the same characters.
  const start = startOf(expr) + (isBlock ? text.slice(startOf(expr)).indexOf('\n') + 1 : 0);
  const place = alignment(text, start, expr.value);
  return [
    {
      text: expr.value,
      use: alert === undefined ? 'record' : 'alert',
      item: alert?.value ?? record?.value ?? '',
      labels: keysOf(rule, 'labels'),
      place: (offset) => lines.at(place(offset)),
    },
  ];
}

function ruleFindings(rule: YAMLMap, file: string, lines: Lines): Finding[] {
  const record = textNode(rule, 'record');
  if (record !== undefined) {
    const place = lines.at(startOf(record));
    return checkRecordName(record.value).map((problem) => ({ file, ...place, ...problem }));
  }
  const alert = textNode(rule, 'alert');
  return alert === undefined ? [] : alertFindings(rule, file, lines.at(startOf(alert)));
}

function alertFindings(
  rule: YAMLMap,
  file: string,
  place: { line: number; column: number },
): Finding[] {
  const findings: Finding[] = [];
  const severity = textNode(child(rule, 'labels'), 'severity')?.value;
  if (severity !== 'page' && severity !== 'ticket') {
    findings.push({
      file,
      ...place,
      rule: 'alert-labels',
      message:
        severity === undefined
          ? 'the alert has no severity, so nobody knows whom it wakes.'
          : `the severity ${severity} has no route.`,
      fix: 'add the label severity: page (wakes a person) or ticket (in working hours).',
    });
  }
  const annotations = keysOf(rule, 'annotations');
  for (const wanted of ['summary', 'runbook_url']) {
    if (annotations.includes(wanted)) continue;
    findings.push({
      file,
      ...place,
      rule: 'alert-annotations',
      message: `the alert has no ${wanted}.`,
      fix:
        wanted === 'summary'
          ? 'say in one line what is wrong, for a phone.'
          : 'link to a page that says what to do.',
    });
  }
  return findings;
}
