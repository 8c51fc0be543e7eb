import { and, or, overTime, ratio, times, where } from '../queries/combine.js';
import { selector } from '../queries/select.js';
import { type Vector, vector } from '../queries/vector.js';
import { type AlertRule, alert, type Severity } from '../rules/alert.js';
import { type AnyRecordingRule, record, recorded } from '../rules/record.js';
import type { Objective } from './objective.js';

/** Two windows that both must burn the budget so fast. */
export interface BurnRateWindow {
  readonly severity: Severity;
  /** How many times faster than the budget allows. */
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
}

export type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d' | '30d';

/**
 * The long window says that it matters, the short one that it still goes on. 14.4 for an hour is 2 %
 * of a month's budget, 6 for six hours 5 %, 3 for a day 10 %, 1 for three days 10 %.
 * Source: The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
export const burnRateWindows: readonly BurnRateWindow[] = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'page', factor: 6, long: '6h', short: '30m' },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h' },
];

const direct: readonly Window[] = ['5m', '30m', '1h', '2h', '6h'];
// A rate over days reads every sample of every series of days, at each evaluation. The mean of what
// was recorded each interval is the same but for the first five minutes, and reads one series.
const fromRecords: readonly Window[] = ['1d', '3d', '30d'];

/** What Prometheus records of an objective, in the order in which it must. */
export function objectiveRecords(objective: Objective): AnyRecordingRule[] {
  const { name, percent, of } = objective;
  const labels = { slo: name };
  const budget = budgetOf(percent);
  const events = record('slo:events:rate5m', of.events('5m'), {
    labels,
    comment: `Objective: ${percent} % of ${of.meaning}, over 30 days.`,
  });
  const bad = record('slo:bad_events:rate5m', of.bad('5m'), { labels });
  const errorRatios = [
    ...direct.map((window) =>
      record(errorRatioName(window), ratio(of.bad(window), of.events(window)), { labels }),
    ),
    ...fromRecords.map((window) =>
      record(
        errorRatioName(window),
        ratio(
          overTime('avg_over_time', recorded(bad), window),
          overTime('avg_over_time', recorded(events), window),
        ),
        { labels },
      ),
    ),
  ];
  return [
    events,
    bad,
    ...errorRatios,
    record('slo:objective:ratio', constant(percent / 100), { labels }),
    record('slo:error_budget:ratio', constant(budget), { labels }),
    record('slo:error_budget_remaining:ratio', remaining(errorRatioOf(name, '30d'), budget), {
      labels,
      comment: 'What is left of the budget of 30 days: 1 all, 0 none, negative overspent.',
    }),
  ];
}

/** The page and the ticket of an objective. */
export function objectiveAlerts(objective: Objective): AlertRule[] {
  return (['page', 'ticket'] as const).map((severity) => burnAlert(objective, severity));
}

function burnAlert({ name, percent, of, least }: Objective, severity: Severity): AlertRule {
  const budget = budgetOf(percent);
  const windows = burnRateWindows.filter((window) => window.severity === severity);
  const burns = windows.map(({ factor, long, short }) =>
    and(
      and(
        where(errorRatioOf(name, long), '>', rounded(factor * budget)),
        where(errorRatioOf(name, short), '>', rounded(factor * budget)),
      ),
      where(times(overTime('avg_over_time', eventsOf(name), long), 3600), '>=', least),
    ),
  );
  const [first, ...others] = burns;
  const speeds = windows.map(({ factor, long }) => `${factor} times over ${long}`).join(', or ');
  return alert({
    name: severity === 'page' ? 'SloBurnsFast' : 'SloBurnsSlowly',
    when: others.reduce((left, right) => or(left, right), first!),
    severity,
    labels: { slo: name },
    summary: (_, value) =>
      `${name}: ${value.percent} of the events are bad, ${rounded(budget * 100)} % may be`,
    description: () =>
      `The objective is ${percent} % of ${of.meaning}, over 30 days. Its error budget burns faster than it lasts: ${speeds}.`,
    runbook: 'slo-burn',
  });
}

/** The part of the events that may be bad. */
export function budgetOf(percent: number): number {
  return rounded(1 - percent / 100);
}

export function errorRatioName(window: Window): string {
  return `slo:error_ratio:rate${window}`;
}

function errorRatioOf(slo: string, window: Window): Vector<'slo'> {
  return vector(selector(errorRatioName(window), { slo }));
}

function eventsOf(slo: string): Vector<'slo'> {
  return vector(selector('slo:events:rate5m', { slo }));
}

function remaining(ratio30d: Vector<'slo'>, budget: number): Vector<'slo'> {
  return vector({
    type: 'binary',
    operator: '-',
    left: { type: 'number', value: 1, text: '1' },
    right: {
      type: 'binary',
      operator: '/',
      left: ratio30d.expr,
      right: { type: 'number', value: budget, text: String(budget) },
    },
  });
}

function constant(value: number): Vector<never> {
  const text = String(rounded(value));
  return vector({ type: 'call', name: 'vector', args: [{ type: 'number', value, text }] });
}

/** Without the noise of binary fractions: 1 - 0.995 is 0.005. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
