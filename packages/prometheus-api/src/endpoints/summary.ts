import type { View } from '../aggregation/outcome.js';
import type { Plan } from '../plan/plan.js';
import type { SummaryFormat } from '../plan/summary.js';
import { type Failure, failuresOf } from './failure.js';

/** The answer of `/summary`. */
export interface SummaryAnswer {
  /** ISO 8601; no value is older. */
  readonly timestamp: string;
  /** Group to field to value; every value is text, `N/A` when there is none. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly stale: boolean;
  readonly errors: readonly Failure[];
  /** When not one query was answered: why, once. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Puts the summary together. */
export function summaryAnswer(plan: Plan, view: View): SummaryAnswer {
  const { section, stale } = view;
  const metrics: Record<string, Record<string, string>> = {};
  for (const [index, value] of summaryValues(plan, view).entries()) {
    const { group, field, format } = plan.summary[index]!;
    metrics[group] ??= {};
    metrics[group][field] = value === undefined ? 'N/A' : formatted(value, format);
  }
  const errors = failuresOf(plan, 'summary', section);
  const failures = section.outcomes.filter((outcome) => outcome.state === 'failed');
  const error = failures.length === section.outcomes.length ? failures[0]?.error : undefined;
  return {
    timestamp: new Date(section.wall).toISOString(),
    metrics,
    stale,
    errors,
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
  };
}

/** The summary's numbers, unrounded, in the order of the plan; undefined where there is none. */
export function summaryValues(plan: Plan, { section }: View): readonly (number | undefined)[] {
  return plan.summary.map(({ take }, index) => {
    const outcome = section.outcomes[index]!;
    return outcome.state === 'value' ? take(outcome.samples) : undefined;
  });
}

function formatted(value: number, format: SummaryFormat): string {
  switch (format) {
    case 'count':
      return String(Math.round(value));
    case 'decimal':
      return value.toFixed(2);
    case 'ratio':
      return value.toFixed(4);
    case 'plain':
      return String(value);
  }
}
