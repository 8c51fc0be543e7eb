import { positive } from '../client/options.js';
import type { Clock } from '../clock.js';
import { invalidOption } from '../errors.js';

/** The endpoints that wait for Prometheus. */
export type BudgetedEndpoint =
  | 'summary'
  | 'system'
  | 'providers'
  | 'models'
  | 'business'
  | 'performance'
  | 'all';

/** How answers are kept, and how Prometheus is spared. */
export interface AggregationOptions {
  /** Milliseconds for which an answer is given without asking again. Default 5,000. */
  readonly freshMillis?: number;
  /**
   * Milliseconds up to which an older answer is given, marked stale, while a new one is fetched, or
   * while Prometheus fails. Default 10,000.
   */
  readonly maxAgeMillis?: number;
  /**
   * Milliseconds for which a caller waits when nothing is kept. What has not come by then is
   * answered as failed; its query goes on. Default ten times what each endpoint promises: 500 for
   * `/summary`, 1,000 for the text endpoints, 2,000 for `/all`.
   */
  readonly budgets?: Readonly<Partial<Record<BudgetedEndpoint, number>>>;
  /** Queries at Prometheus at a time. Default 16; Prometheus itself takes 20 by default. */
  readonly maxConcurrentQueries?: number;
  /** Failures in a row after which Prometheus is left alone. Default 5. */
  readonly breakerThreshold?: number;
  /** Milliseconds for which it is left alone. Default 5,000. */
  readonly breakerCooldownMillis?: number;
  /** Milliseconds before a failed round is tried again. Default 1,000. */
  readonly retryMillis?: number;
  /** Takes one line of text. Default: stderr. */
  readonly log?: (line: string) => void;
  /** For tests. */
  readonly clock?: Clock;
}

export const defaultBudgets: Readonly<Record<BudgetedEndpoint, number>> = {
  summary: 500,
  system: 1_000,
  providers: 1_000,
  models: 1_000,
  business: 1_000,
  performance: 1_000,
  all: 2_000,
};

export interface AggregationConfig {
  readonly freshMillis: number;
  readonly maxAgeMillis: number;
  readonly budgets: Readonly<Record<BudgetedEndpoint, number>>;
  readonly maxConcurrentQueries: number;
  readonly breakerThreshold: number;
  readonly breakerCooldownMillis: number;
  readonly retryMillis: number;
}

/** Checks the options; throws `OBS_PROMAPI_INVALID_OPTION`. */
export function aggregationConfig(options: AggregationOptions): AggregationConfig {
  const freshMillis = positive('freshMillis', options.freshMillis ?? 5_000);
  const maxAgeMillis = positive(
    'maxAgeMillis',
    options.maxAgeMillis ?? Math.max(10_000, freshMillis),
  );
  if (maxAgeMillis < freshMillis) {
    throw invalidOption('maxAgeMillis', 'it is below freshMillis', 'Make it at least as large.');
  }
  const budgets = { ...defaultBudgets, ...options.budgets };
  for (const [endpoint, budget] of Object.entries(budgets)) {
    positive(`budgets.${endpoint}`, budget);
    if (endpoint in defaultBudgets) continue;
    const names = Object.keys(defaultBudgets).join(', ');
    throw invalidOption('budgets', `${endpoint} is no endpoint`, `There are: ${names}.`);
  }
  return {
    freshMillis,
    maxAgeMillis,
    budgets,
    maxConcurrentQueries: positive('maxConcurrentQueries', options.maxConcurrentQueries ?? 16),
    breakerThreshold: positive('breakerThreshold', options.breakerThreshold ?? 5),
    breakerCooldownMillis: positive(
      'breakerCooldownMillis',
      options.breakerCooldownMillis ?? 5_000,
    ),
    retryMillis: positive('retryMillis', options.retryMillis ?? 1_000),
  };
}
