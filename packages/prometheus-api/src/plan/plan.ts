import { invalidOption } from '../errors.js';
import { type FamilyPlan, familyPlans, type TextSection, textSections } from './families.js';
import { type NamedFamilies, namedFamilies } from './names.js';
import { type PlanConfig, type PlanOptions, planConfig } from './options.js';
import { type SummaryPlan, summaryPlans } from './summary.js';

/** What one round of queries fetches. */
export const sections = ['summary', ...textSections] as const;
export type SectionName = (typeof sections)[number];

/** Everything that is asked of Prometheus, as data; queries, answers and `/docs` come from it. */
export interface Plan {
  readonly config: PlanConfig;
  readonly families: NamedFamilies;
  readonly summary: readonly SummaryPlan[];
  readonly text: Readonly<Record<TextSection, readonly FamilyPlan[]>>;
}

/** Builds the plan. Throws `OBS_PROMAPI_INVALID_OPTION`. */
export function createPlan(options: PlanOptions = {}): Plan {
  const config = planConfig(options);
  const families = namedFamilies(config);
  const text = Object.fromEntries(
    textSections.map((section) => [section, familyPlans(section, families, config)]),
  );
  const plan: Plan = {
    config,
    families,
    summary: summaryPlans(families, config),
    text: text as Plan['text'],
  };
  checkNames(plan);
  return plan;
}

/** A family may be asked for twice (`/models`, `/business`); two families may not share a name. */
function checkNames({ text }: Plan): void {
  const helps = new Map<string, string>();
  for (const { name, help } of Object.values(text).flat()) {
    const other = helps.get(name);
    if (other !== undefined && other !== help) {
      throw invalidOption(
        'families',
        `${name} is also the name of a value that is computed`,
        'Rename that family in the backend, or leave it out.',
      );
    }
    helps.set(name, help);
  }
}

/** The queries of a section, in the order of its plan. */
export function queriesOf(plan: Plan, section: SectionName): readonly string[] {
  const entries = section === 'summary' ? plan.summary : plan.text[section];
  return entries.map((entry) => entry.query);
}

/** What the queries of a section are for, in the same order. */
export function subjectsOf(plan: Plan, section: SectionName): readonly string[] {
  if (section === 'summary') return plan.summary.map(({ group, field }) => `${group}.${field}`);
  return plan.text[section].map((entry) => entry.name);
}
