import type { Outcome, View } from '../aggregation/outcome.js';
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
export function summaryAnswer(plan: Plan, { section, stale }: View): SummaryAnswer {
  const metrics: Record<string, Record<string, string>> = {};
  for (const [index, { group, field, format }] of plan.summary.entries()) {
    const value = numberOf(section.outcomes[index]!);
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

/** The summary's numbers, unrounded, as Prometheus wrote them. */
export function summaryNumbers(
  plan: Plan,
  { section }: View,
): ReadonlyArray<{ readonly group: string; readonly field: string; readonly value: string }> {
  return plan.summary.flatMap(({ group, field }, index) => {
    const outcome = section.outcomes[index]!;
    const value = numberOf(outcome);
    return value === undefined ? [] : [{ group, field, value: String(value) }];
  });
}

function numberOf(outcome: Outcome): number | undefined {
  if (outcome.state !== 'value') return undefined;
  // Every query of the summary aggregates without `by`: there is one sample.
  const value = Number(outcome.samples[0]?.value);
  return Number.isFinite(value) ? value : undefined;
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
