import { number as constant } from '../queries/combine.js';
import { selector } from '../queries/select.js';
import { type Vector, vector } from '../queries/vector.js';
import { budgetOf, burnRateWindows, errorRatioName, type Window } from '../slo/burn-rate.js';
import type { Objective } from '../slo/objective.js';
import { lines, number, type Panel, type Row } from './panel.js';

/**
 * The row of some objectives: what is left of each budget, and how fast it burns. At 1 a budget lasts
 * exactly its 30 days.
 */
export function objectiveRow(objectives: readonly Objective[]): Row {
  return { title: 'Service level objectives', panels: objectives.flatMap(panelsOf) };
}

function panelsOf({ name, percent, of }: Objective): Panel[] {
  return [
    number({
      title: `${name}: budget left`,
      description: `What is left of the error budget of 30 days: ${percent} % of ${of.meaning}. Negative when it is overspent.`,
      unit: 'ratio',
      width: 6,
      thresholds: [
        { from: Number.NEGATIVE_INFINITY, means: 'bad' },
        { from: 0, means: 'warning' },
        { from: 0.25, means: 'good' },
      ],
      queries: [
        { of: recordedOf('slo:error_budget_remaining:ratio', name), legend: 'budget left' },
      ],
    }),
    lines({
      title: `${name}: burn rate`,
      description: `How many times faster than it lasts the error budget burns. A page comes above ${factors('page')}, a ticket above ${factors('ticket')}.`,
      unit: 'count',
      width: 6,
      thresholds: burnRateWindows
        .filter(({ factor }) => factor === 14.4 || factor === 1)
        .sort((a, b) => a.factor - b.factor)
        .map(({ factor, severity }) => ({
          from: factor,
          means: severity === 'page' ? ('bad' as const) : ('warning' as const),
        })),
      queries: (['5m', '1h', '6h', '3d'] as const).map((window) => ({
        of: burnRate(name, window, percent),
        legend: `over ${window}`,
      })),
    }),
  ];
}

function burnRate(slo: string, window: Window, percent: number): Vector<'slo'> {
  return vector({
    type: 'binary',
    operator: '/',
    left: recordedOf(errorRatioName(window), slo).expr,
    right: constant(budgetOf(percent)),
  });
}

function recordedOf(name: string, slo: string): Vector<'slo'> {
  return vector(selector(name, { slo }));
}

function factors(severity: 'page' | 'ticket'): string {
  return burnRateWindows
    .filter((window) => window.severity === severity)
    .map(({ factor, long }) => `${factor} over ${long}`)
    .join(' or ');
}
