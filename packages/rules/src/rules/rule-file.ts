import { type GeneratedFile, header, type Project } from '../generate/project.js';
import { commented, toYaml } from '../generate/yaml.js';
import { promql } from '../queries/vector.js';
import { objectiveAlerts, objectiveRecords } from '../slo/burn-rate.js';
import type { System } from '../system/system.js';
import type { AlertRule } from './alert.js';
import type { AnyRecordingRule } from './record.js';
import { standardAlerts } from './standard.js';

const queryWidth = 76;

/** A group of rules, as Prometheus has them. Its rules are evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  readonly records: readonly AnyRecordingRule[];
  readonly alerts: readonly AlertRule[];
}

/** The groups of a system: what is recorded, what alerts, and one for each objective. */
export function ruleGroups(system: System): RuleGroup[] {
  const all = system.rules;
  const objectives = all.flatMap((set) => set.objectives ?? []);
  return [
    {
      name: `${system.name}-records`,
      records: all.flatMap((set) => set.records ?? []),
      alerts: [],
    },
    {
      name: `${system.name}-alerts`,
      records: [],
      alerts: [...standardAlerts(system), ...all.flatMap((set) => set.alerts ?? [])],
    },
    // In one group, since the alerts read what was recorded just before.
    ...objectives.map((objective) => ({
      name: `slo-${objective.name}`,
      records: objectiveRecords(objective),
      alerts: objectiveAlerts(objective),
    })),
  ].filter(({ records, alerts }) => records.length + alerts.length > 0);
}

/** `prometheus/rules/<system>.yml` for every system that has rules. */
export function ruleFiles(project: Project): GeneratedFile[] {
  return project.systems.flatMap((system) => {
    const groups = ruleGroups(system);
    if (groups.length === 0) return [];
    const top = header(project, `Recording and alert rules: ${system.title}.`);
    const data = { groups: groups.map((group) => groupData(group, system, project)) };
    return [{ path: `prometheus/rules/${system.name}.yml`, content: toYaml(top, data) }];
  });
}

/** A group as Prometheus and the operator's `PrometheusRule` read it. */
export function groupData(group: RuleGroup, system: System, project: Project): object {
  return {
    name: group.name,
    rules: [
      ...group.records.map((rule) => recordData(rule)),
      ...group.alerts.map((rule) => alertData(rule, system, project)),
    ],
  };
}

function recordData({ name, vector, labels, comment }: AnyRecordingRule): unknown {
  return commented(
    {
      record: name,
      expr: promql(vector, queryWidth),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    comment,
  );
}

function alertData(rule: AlertRule, system: System, project: Project): unknown {
  return {
    alert: rule.name,
    expr: promql(rule.vector, queryWidth),
    ...(rule.for === undefined ? {} : { for: rule.for }),
    labels: { severity: rule.severity, system: system.name, ...rule.labels },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      runbook_url: `${project.runbooks}${rule.runbook}.md`,
    },
  };
}
