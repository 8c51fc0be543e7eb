import type { Outcome, Section } from '../aggregation/outcome.js';
import type { PrometheusApiErrorCode } from '../errors.js';
import type { Plan, SectionName } from '../plan/plan.js';
import { queriesOf, subjectsOf } from '../plan/plan.js';

/** Why a value is missing. */
export interface Failure {
  /** `http.error_rate` of the summary, or the name of a family. */
  readonly metric: string;
  /** The query found no series; it found them, and there is no number; it was not answered. */
  readonly cause: 'no_series' | 'nan' | 'failed';
  /** For `failed` only. */
  readonly code?: PrometheusApiErrorCode;
  readonly message: string;
  readonly query: string;
}

/** The failures of a section, in the order of its plan. */
export function failuresOf(plan: Plan, name: SectionName, section: Section): readonly Failure[] {
  const queries = queriesOf(plan, name);
  const subjects = subjectsOf(plan, name);
  return section.outcomes.flatMap((outcome, index) => {
    const explained = explain(outcome);
    return explained ? [{ metric: subjects[index]!, ...explained, query: queries[index]! }] : [];
  });
}

function explain(outcome: Outcome): Pick<Failure, 'cause' | 'code' | 'message'> | undefined {
  switch (outcome.state) {
    case 'value':
      return undefined;
    case 'nan':
      return {
        cause: 'nan',
        message: 'Prometheus has no number (NaN), mostly since nothing happened.',
      };
    case 'no_series':
      return {
        cause: 'no_series',
        message:
          outcome.nativeHistograms > 0
            ? 'Prometheus has native histograms here, which are not read.'
            : 'Prometheus has no series with a sample in the last 5 minutes.',
      };
    case 'failed':
      return { cause: 'failed', code: outcome.error.code, message: outcome.error.message };
  }
}

/**
 * The status that `?strict=1` asks for: 200 when every query was answered and something came of it;
 * 504 when it is only that no answer came in time; else 502.
 */
export function strictStatus(sections: readonly Section[]): 200 | 502 | 504 {
  const outcomes = sections.flatMap((section) => section.outcomes);
  const errors = outcomes.flatMap((outcome) => (outcome.state === 'failed' ? [outcome.error] : []));
  if (errors.length > 0) return errors.every(({ late }) => late) ? 504 : 502;
  return outcomes.some(hasNumber) ? 200 : 502;
}

function hasNumber(outcome: Outcome): boolean {
  if (outcome.state === 'value') return true;
  return outcome.state === 'nan' && outcome.samples.some(({ value }) => value !== 'NaN');
}
