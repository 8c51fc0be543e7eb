import type { Section, View } from '../aggregation/outcome.js';
import { type TextSection, textSections } from '../plan/families.js';
import type { Plan } from '../plan/plan.js';
import { type Failure, failuresOf } from './failure.js';
import { samplesOf } from './samples.js';
import { summaryAnswer, summaryValues } from './summary.js';
import { type TextFamily, writeFamilies } from './text.js';

/** A body with what its headers need. */
export interface Rendered {
  readonly body: Uint8Array;
  readonly errors: readonly Failure[];
}

const summaryFamily = {
  name: 'prometheus_api_summary',
  type: 'gauge',
  help: 'The numbers of the summary, unrounded.',
} as const;

/** Views of all sections, as `/all` needs them. */
export interface AllViews {
  readonly summary: View;
  readonly text: Readonly<Record<TextSection, View>>;
}

export function renderSummary(plan: Plan, view: View): Rendered {
  const answer = summaryAnswer(plan, view);
  return { body: Buffer.from(JSON.stringify(answer)), errors: answer.errors };
}

export function renderSection(plan: Plan, name: TextSection, view: View): Rendered {
  const text = writeFamilies(familiesOf(plan, name, view.section));
  return { body: Buffer.from(text), errors: failuresOf(plan, name, view.section) };
}

/**
 * Everything in one exposition. A family that two endpoints have (`/models` by model, `/business`
 * summed up) is written once, with the finer labels: both together would count everything twice.
 */
export function renderAll(plan: Plan, views: AllViews): Rendered {
  const families = new Map<string, TextFamily>();
  for (const name of textSections) {
    for (const family of familiesOf(plan, name, views.text[name].section)) {
      const known = families.get(family.plan.name);
      if (known?.samples === undefined) families.set(family.plan.name, family);
    }
  }
  const summaryFailed = views.summary.section.outcomes.every(({ state }) => state === 'failed');
  const summary: TextFamily = {
    plan: summaryFamily,
    samples: summaryFailed
      ? undefined
      : summaryValues(plan, views.summary).flatMap((value, index) => {
          const { group, field } = plan.summary[index]!;
          const { name } = summaryFamily;
          return value === undefined ? [] : [{ name, labels: { group, field }, value: `${value}` }];
        }),
  };
  const errors = [
    ...failuresOf(plan, 'summary', views.summary.section),
    ...textSections.flatMap((name) => failuresOf(plan, name, views.text[name].section)),
  ];
  return { body: Buffer.from(writeFamilies([summary, ...families.values()])), errors };
}

function familiesOf(plan: Plan, name: TextSection, section: Section): readonly TextFamily[] {
  return plan.text[name].map((family, index) => {
    const outcome = section.outcomes[index]!;
    const samples = outcome.state === 'failed' ? undefined : samplesOf(family, outcome);
    return { plan: family, samples };
  });
}
