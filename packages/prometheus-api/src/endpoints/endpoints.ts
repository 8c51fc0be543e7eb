import type { BudgetedEndpoint } from '../aggregation/options.js';

/** One of the eight endpoints. */
export interface Endpoint {
  readonly name: BudgetedEndpoint | 'docs';
  /** What it answers, for the documentation. */
  readonly about: string;
  readonly format: 'json' | 'text' | 'markdown';
  /** Milliseconds within which it is meant to answer when Prometheus is well; 0: does not ask it. */
  readonly promiseMillis: number;
}

export const endpoints: readonly Endpoint[] = [
  {
    name: 'summary',
    about: 'The most important numbers, as text in JSON.',
    format: 'json',
    promiseMillis: 50,
  },
  {
    name: 'system',
    about: 'HTTP requests of the backend.',
    format: 'text',
    promiseMillis: 100,
  },
  {
    name: 'providers',
    about: 'State of the providers.',
    format: 'text',
    promiseMillis: 100,
  },
  {
    name: 'models',
    about: 'Inferences, tokens and credits by model.',
    format: 'text',
    promiseMillis: 100,
  },
  {
    name: 'business',
    about: 'Keys, subscriptions, trials, and what was used in all.',
    format: 'text',
    promiseMillis: 100,
  },
  {
    name: 'performance',
    about: '95th percentiles, and the cache.',
    format: 'text',
    promiseMillis: 100,
  },
  {
    name: 'all',
    about: 'All of the above in one exposition.',
    format: 'text',
    promiseMillis: 200,
  },
  {
    name: 'docs',
    about: 'This page.',
    format: 'markdown',
    promiseMillis: 0,
  },
];
