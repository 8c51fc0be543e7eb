import type { Sample } from '../client/result.js';
import type { FamilyPlan } from '../plan/families.js';
import { seriesNames } from '../plan/names.js';
import type { Plan, SectionName } from '../plan/plan.js';
import type { Outcome } from './outcome.js';

/**
 * What the answer to a query is for one entry of a section. Several entries may share a query, and
 * then some of them may have a value, others no series or no number.
 */
export function judged(plan: Plan, name: SectionName, index: number, outcome: Outcome): Outcome {
  if (outcome.state !== 'value' && outcome.state !== 'nan') return outcome;
  if (name === 'summary') {
    const { samples } = outcome;
    const value = plan.summary[index]!.take(samples);
    if (value === undefined) return { state: 'no_series', nativeHistograms: 0 };
    return { state: Number.isFinite(value) ? 'value' : 'nan', samples };
  }
  const samples = outcome.samples.filter(belongsTo(plan.text[name][index]!));
  if (samples.length === 0) return { state: 'no_series', nativeHistograms: 0 };
  const hasNan = samples.some(({ value }) => value === 'NaN');
  return { state: hasNan ? 'nan' : 'value', samples };
}

/** Samples of a family of its own carry no name; of a histogram, those of its parts. */
function belongsTo(plan: FamilyPlan): (sample: Sample) => boolean {
  const names = seriesNames(plan);
  return ({ labels }) => labels['__name__'] === undefined || names.includes(labels['__name__']);
}
