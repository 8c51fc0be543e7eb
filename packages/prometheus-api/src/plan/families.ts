import type { FamilyKey, NamedFamilies } from './names.js';
import type { PlanConfig } from './options.js';
import { PromqlWriter } from './promql.js';

/** The endpoints that answer in the text format, `/all` apart. */
export const textSections = ['system', 'providers', 'models', 'business', 'performance'] as const;
export type TextSection = (typeof textSections)[number];

/** One family of a text endpoint: how it is asked for and how it is written. */
export interface FamilyPlan {
  /** Name under which it is answered. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly query: string;
  /** Labels that are kept, in the order in which they are written. */
  readonly by: readonly string[];
}

/**
 * How several instances of the backend become one value: what each has a share of is summed; a level
 * that all of them report alike (`max`) or each sees in its own way (`avg`) is not.
 */
type Ask =
  | {
      readonly as: 'sum' | 'max' | 'avg' | 'histogram';
      readonly of: FamilyKey;
      readonly by?: readonly string[];
    }
  | { readonly as: 'p95'; readonly of: FamilyKey }
  | { readonly as: 'hit rate'; readonly of: FamilyKey; readonly rest: FamilyKey };

const asked: Readonly<Record<TextSection, readonly Ask[]>> = {
  system: [
    { as: 'sum', of: 'requests', by: ['status'] },
    { as: 'histogram', of: 'requestsDuration' },
    { as: 'sum', of: 'requestsInProgress' },
    { as: 'sum', of: 'exceptions' },
  ],
  providers: [
    { as: 'max', of: 'providers' },
    { as: 'max', of: 'providersHealthy' },
    { as: 'max', of: 'providersDegraded' },
    { as: 'max', of: 'providersDown' },
    { as: 'avg', of: 'providerAvailability', by: ['provider'] },
    { as: 'avg', of: 'providerErrorRate', by: ['provider'] },
    { as: 'histogram', of: 'providerResponseTime', by: ['provider'] },
    { as: 'avg', of: 'providerHealthScore', by: ['provider'] },
  ],
  models: [
    { as: 'sum', of: 'inferenceRequests', by: ['model', 'provider', 'status'] },
    { as: 'histogram', of: 'inferenceDuration', by: ['model', 'provider'] },
    { as: 'sum', of: 'tokensUsed', by: ['model', 'provider'] },
    { as: 'sum', of: 'creditsUsed', by: ['model', 'provider'] },
  ],
  business: [
    { as: 'max', of: 'activeApiKeys' },
    { as: 'max', of: 'subscriptions' },
    { as: 'max', of: 'activeTrials' },
    { as: 'sum', of: 'tokensUsed' },
    { as: 'sum', of: 'creditsUsed' },
  ],
  performance: [
    { as: 'p95', of: 'requestsDuration' },
    { as: 'p95', of: 'databaseQueryDuration' },
    { as: 'hit rate', of: 'cacheHits', rest: 'cacheMisses' },
    { as: 'sum', of: 'cacheSize' },
  ],
};

/** The families of one text endpoint. */
export function familyPlans(
  section: TextSection,
  families: NamedFamilies,
  config: PlanConfig,
): readonly FamilyPlan[] {
  const promql = new PromqlWriter(config.matchers, config.rateWindow);
  return asked[section].map((ask) => {
    const group = asked[section].filter((other) => groupOf(other) === groupOf(ask));
    const names = group.map(({ of }) => families[of].name);
    return planOf(ask, names, families, promql, config);
  });
}

/** What is aggregated in the same way is asked for together. */
function groupOf(ask: Ask): string {
  const by = 'by' in ask ? ask.by : [];
  return ['sum', 'max', 'avg'].includes(ask.as) ? `${ask.as} ${by}` : `${ask.as} ${ask.of}`;
}

function planOf(
  ask: Ask,
  names: readonly string[],
  families: NamedFamilies,
  promql: PromqlWriter,
  config: PlanConfig,
): FamilyPlan {
  const family = families[ask.of];
  const { name, type, help } = family;
  switch (ask.as) {
    case 'p95':
      return {
        name: `${name}_p95`,
        type: 'gauge',
        help: `95th percentile of ${name} over the last ${config.rateWindow}.`,
        query: promql.quantile(0.95, name),
        by: [],
      };
    case 'hit rate':
      return {
        name: 'cache_hit_rate',
        type: 'gauge',
        help: `Part of the cache look-ups that were hits over the last ${config.rateWindow}, 0 to 1.`,
        query: promql.ratio(name, families[ask.rest].name),
        by: [],
      };
    case 'histogram': {
      const { by = [] } = ask;
      return {
        name,
        type,
        help,
        query: promql.histogram(name, by),
        by,
      };
    }
    default: {
      const { by = [] } = ask;
      return { name, type, help, query: promql.aggregate(ask.as, names, by), by };
    }
  }
}
