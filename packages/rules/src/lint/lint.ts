import type { Catalog } from '@obs/semconv';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { PromqlError, RulesError } from '../errors.js';
import type { Expr } from '../promql/expr.js';
import { parsePromql } from '../promql/parse.js';
import { ruleGroups } from '../rules/rule-file.js';
import type { System } from '../system/system.js';
import { checkQuery } from './check-query.js';
import { checkPanelUnit } from './checks/panel-unit.js';
import type { Finding, Problem } from './finding.js';
import { type Known, type KnownRecord, knownSeries } from './known.js';
import { catalogSource } from './sources/catalog.js';
import { dashboardSource, isDashboard } from './sources/dashboard.js';
import { expositionSource } from './sources/exposition.js';
import { queryFileSource } from './sources/query-file.js';
import { isRuleFile, ruleSource } from './sources/rule-file.js';
import type { FoundQuery, Source } from './sources/source.js';
import { withoutVariables } from './variables.js';
import { type NamedFinding, type Waiver, withoutWaived } from './waivers.js';

/** A file to look at. */
export interface LintFile {
  /** As it is named in findings. Its ending says what it is. */
  readonly path: string;
  readonly text: string;
  /** What a module of catalogs exports. */
  readonly catalogs?: readonly Catalog[];
}

export interface LintOptions {
  /** Their catalogs, target labels and recorded series are known. */
  readonly systems?: readonly System[];
  readonly catalogs?: readonly Catalog[];
  /** Labels that targets have besides. */
  readonly targetLabels?: readonly string[];
  /** Seconds between two scrapes; 15. */
  readonly scrapeSeconds?: number;
  readonly waivers?: readonly Waiver[];
}

/**
 * Finds what is wrong in rule files, dashboards, bare queries, expositions and catalogs. What a rule in
 * one of the files records is known in all of them. Findings are sorted by file and line.
 *
 * @throws RulesError `OBS_RULES_FILE` for a file that is none of these, or no YAML or JSON
 */
export function lint(files: readonly LintFile[], options: LintOptions = {}): Finding[] {
  const { systems = [], catalogs = [], targetLabels = [], scrapeSeconds = 15 } = options;
  const sources = files.map(sourceOf);
  const queries = sources.flatMap(({ file, queries }) =>
    queries.map((query) => ({ file, query, parsed: parse(query, scrapeSeconds) })),
  );
  const records = recordsOfSystems(systems);
  for (const { query, parsed } of queries) {
    if (query.use !== 'record' || !('expr' in parsed)) continue;
    records.set(query.item, { expr: parsed.expr, labels: query.labels });
  }
  const known: Known = {
    series: knownSeries(systems, catalogs, targetLabels),
    records,
    scrapeSeconds,
  };
  const findings: NamedFinding[] = sources.flatMap((source) =>
    source.findings.map((finding) => ({ ...finding, item: '' })),
  );
  for (const { file, query, parsed } of queries) {
    const problems = 'expr' in parsed ? problemsOf(query, parsed, known) : [parsed.problem];
    for (const { at, ...problem } of problems) {
      findings.push({ file, item: query.item, ...query.place(parsed.at(at)), ...problem });
    }
  }
  const allowances = sources.flatMap(({ file, allowances }) =>
    allowances.map((allowance) => ({ ...allowance, file })),
  );
  return withoutWaived(findings, allowances, options.waivers ?? []).sort(byPlace);
}

type Parsed = { readonly at: (offset: number) => number } & (
  | { readonly expr: Expr; readonly text: string }
  | { readonly problem: Problem }
);

function parse(query: FoundQuery, scrapeSeconds: number): Parsed {
  const { text, at } = withoutVariables(query.text, scrapeSeconds);
  try {
    return { expr: parsePromql(text), text, at };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const { problem, at: position } = error;
    return {
      at,
      problem: {
        rule: 'syntax',
        message: `this is no PromQL: ${problem}.`,
        fix: 'correct it here; what stands before it was read.',
        at: Math.min(position, Math.max(0, text.trimEnd().length - 1)),
      },
    };
  }
}

function problemsOf(
  query: FoundQuery,
  parsed: { expr: Expr; text: string },
  known: Known,
): Problem[] {
  const { expr, text } = parsed;
  const units = query.panelUnit === undefined ? [] : checkPanelUnit(expr, query.panelUnit, known);
  return [...checkQuery(expr, text, known, query.use), ...units];
}

function recordsOfSystems(systems: readonly System[]): Map<string, KnownRecord> {
  const records = new Map<string, KnownRecord>();
  for (const { records: rules } of systems.flatMap(ruleGroups)) {
    for (const { name, vector, labels } of rules) {
      records.set(name, { expr: vector.expr, labels: Object.keys(labels) });
    }
  }
  return records;
}

function sourceOf({ path, text, catalogs }: LintFile): Source {
  if (catalogs !== undefined) return catalogSource(path, text, catalogs);
  if (/\.(promql|query)$/.test(path)) return queryFileSource(path, text);
  if (/\.(prom|metrics)$/.test(path)) return expositionSource(path, text);
  if (!/\.(ya?ml|json)$/.test(path)) {
    throw new RulesError(
      'OBS_RULES_FILE',
      `${path}: this ending is not known. Rules are .yml or .yaml, dashboards .json, queries .promql, ` +
        'what /metrics answered .prom, catalogs .mjs, .js or .ts.',
    );
  }
  const documents = parsed(path, text);
  const rules = documents.filter(isRuleFile);
  if (rules.length > 0) return ruleSource(path, text, rules);
  const [first] = documents;
  if (first !== undefined && isDashboard(first)) return dashboardSource(path, text, first);
  throw new RulesError(
    'OBS_RULES_FILE',
    `${path}: neither rules (no \`groups\`) nor a dashboard (no \`panels\`).`,
  );
}

/** A file of Kubernetes may hold several documents. */
function parsed(path: string, text: string): Document[] {
  const counter = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: counter })] as Document[];
  const [problem] = documents.flatMap(({ errors }) => errors);
  if (problem === undefined) return documents;
  const { line } = counter.linePos(problem.pos[0]);
  throw new RulesError('OBS_RULES_FILE', `${path}:${line}: ${problem.message.split('\n')[0]}`);
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
