export { chosen } from './dashboards/chosen.js';
export type { Dashboard, DashboardInput, Variable } from './dashboards/dashboard.js';
export { dashboard } from './dashboards/dashboard.js';
export { objectiveRow } from './dashboards/objective-row.js';
export type { Panel, PanelQuery, PanelUnit, Row, Threshold } from './dashboards/panel.js';
export { bars, lines, number } from './dashboards/panel.js';
export { processRow, scrapeRow, targetsUp } from './dashboards/shared-rows.js';
export { errorRatios, latencies, levels, means, rates } from './dashboards/signals.js';
export type { RulesErrorCode } from './errors.js';
export { PromqlError, RulesError } from './errors.js';
export { generate } from './generate/generate.js';
export type { GeneratedFile, Notifications, Project } from './generate/project.js';
export type { Difference } from './generate/write.js';
export { differences, writeFiles } from './generate/write.js';
export type { Finding } from './lint/finding.js';
export { findingText } from './lint/finding.js';
export type { LintFile, LintOptions } from './lint/lint.js';
export { lint } from './lint/lint.js';
export type { LintRule } from './lint/lint-rules.js';
export { lintRules } from './lint/lint-rules.js';
export type { Waiver } from './lint/waivers.js';
export { readWaivers } from './lint/waivers.js';
export type { Expr, LabelMatcher, Selector } from './promql/expr.js';
export { childrenOf, selectorsOf, walk } from './promql/expr.js';
export { parsePromql } from './promql/parse.js';
export { printPromql } from './promql/print.js';
export {
  absent,
  aggregate,
  and,
  andOn,
  complement,
  max,
  minus,
  or,
  overTime,
  ratio,
  sum,
  times,
  topk,
  where,
} from './queries/combine.js';
export { mean, quantile, withinRate } from './queries/histogram.js';
export type {
  Condition,
  Counter,
  Family,
  Histogram,
  LabelOf,
  Level,
  Where,
} from './queries/select.js';
export {
  bucketRate,
  countRate,
  increase,
  matches,
  not,
  oneOf,
  rate,
  sumRate,
  total,
  up,
  value,
} from './queries/select.js';
export type { AnyVector, TargetLabel, Vector } from './queries/vector.js';
export { promql } from './queries/vector.js';
export type { AlertInput, AlertRule, Severity } from './rules/alert.js';
export { alert } from './rules/alert.js';
export type { RecordingRule } from './rules/record.js';
export { record, recorded, recordName } from './rules/record.js';
export type { RuleSet } from './rules/rule-set.js';
export { errorRatio, failureRatio, latency, spending } from './rules/signals.js';
export type { Indicator, Objective, ObjectiveInput } from './slo/objective.js';
export { faster, objective, successes } from './slo/objective.js';
export { systemOf } from './system/default-system.js';
export type { Job, System, SystemInput, Uninstrumented } from './system/system.js';
export { defineSystem } from './system/system.js';
export { aoss } from './systems/aoss.js';
export { backend } from './systems/backend.js';
export { executives } from './systems/executives.js';
export { fleet } from './systems/fleet.js';
export { jeeves } from './systems/jeeves.js';
export { systems } from './systems/systems.js';
