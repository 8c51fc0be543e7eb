import { absent, andOn, or, where } from '../queries/combine.js';
import { oneOf, selector, up } from '../queries/select.js';
import { type TargetLabel, type Vector, vector } from '../queries/vector.js';
import type { System } from '../system/system.js';
import { type AlertRule, alert } from './alert.js';

/** The alerts that every system with targets has: a target is down; a target shows no metrics. */
export function standardAlerts(system: System): AlertRule[] {
  if (system.jobs.length === 0) return [];
  return [targetDown(system), ...metricsAbsent(system)];
}

function targetDown({ jobs, title }: System): AlertRule {
  const names = jobs.map(({ name }) => name);
  const down: Vector<TargetLabel> = where(up({ job: oneOf(...names) }), '==', 0);
  // A job that is not even configured has no `up` at all.
  const unknown = names.map((job) => absent<TargetLabel>(up({ job })));
  return alert({
    name: 'TargetDown',
    when: unknown.reduce((left, right) => or(left, right), down),
    for: '2m',
    severity: 'page',
    summary: (label) => `${label.job} is down`,
    description: (label) =>
      `Prometheus could not scrape ${label.job} of ${title} for two minutes, or has no such target.`,
    runbook: 'target-down',
  });
}

function metricsAbsent({ jobs, title }: System): AlertRule[] {
  const missing = jobs.flatMap(({ name, witness }) => {
    if (witness === undefined) return [];
    const series =
      witness.kind === 'histogram' ? `${witness.prometheus}_count` : witness.prometheus;
    const gone = absent<'job'>(vector(selector(series, { job: name })));
    // Without this it would also be on when the target is down, which another alert says.
    return [andOn(gone, vector<TargetLabel>(where(up({ job: name }), '==', 1).expr), ['job'])];
  });
  const [first, ...others] = missing;
  if (first === undefined) return [];
  return [
    alert({
      name: 'MetricsAbsent',
      when: others.reduce((left, right) => or(left, right), first),
      for: '10m',
      severity: 'ticket',
      summary: (label) => `${label.job} is up and shows none of its metrics`,
      description: (label) =>
        `${label.job} of ${title} was scraped for ten minutes without a family that it has from its start: its instrumentation is off, or an older version runs.`,
      runbook: 'metrics-absent',
    }),
  ];
}
