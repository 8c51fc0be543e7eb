import type { Sample } from '../client/result.js';
import type { NamedFamilies } from './names.js';
import type { PlanConfig } from './options.js';
import { PromqlWriter } from './promql.js';

/** How a number becomes the text in the summary: a whole number, two or four decimals, as it is. */
export type SummaryFormat = 'count' | 'decimal' | 'ratio' | 'plain';

/** One value of the summary. */
export interface SummaryPlan {
  readonly group: string;
  readonly field: string;
  readonly meaning: string;
  readonly format: SummaryFormat;
  readonly query: string;
  /** The number in the query's answer; undefined when its series are not there. */
  readonly take: (samples: readonly Sample[]) => number | undefined;
}

type Take = SummaryPlan['take'];
type Row = readonly [
  field: string,
  meaning: string,
  format: SummaryFormat,
  query: string,
  take?: Take,
];

const only: Take = ([sample]) => sample && Number(sample.value);

const perMinute: Take = (samples) => 60 * sumOf(samples);

/** The part of the samples whose status counts; NaN when nothing happened at all. */
function share(counts: (status: string) => boolean): Take {
  return (samples) => {
    const some = samples.filter(({ labels }) => counts(labels['status'] ?? ''));
    return sumOf(some) / sumOf(samples);
  };
}

function sumOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + Number(value), 0);
}

/** The groups of the summary in their order, with the fields of each. */
export function summaryPlans(families: NamedFamilies, config: PlanConfig): readonly SummaryPlan[] {
  const promql = new PromqlWriter(config.matchers, config.rateWindow);
  const { requests, requestsDuration, inferenceRequests, inferenceDuration } = families;
  const { providerResponseTime, databaseQueryDuration, cacheHits, cacheMisses } = families;
  const sums = new Together(promql, 'sum', [
    families.requests,
    families.requestsInProgress,
    inferenceRequests,
    families.tokensUsed,
    families.creditsUsed,
  ]);
  const levels = new Together(promql, 'max', [
    families.providers,
    families.providersHealthy,
    families.providersDegraded,
    families.providersDown,
    families.activeApiKeys,
    families.subscriptions,
    families.activeTrials,
  ]);
  // Rate and error rate come from one query: reading 1,200 series over a window takes Prometheus
  // longer than all the rest of the summary.
  const byStatus = (name: string) => promql.sumRateBy(['status'], name);
  const meanMillis = (name: string) => `${promql.mean(name)} * 1000`;
  const window = config.rateWindow;
  const isHttpError = whole(config.httpErrorStatus);
  const isSuccess = whole(config.modelSuccessStatus);
  const groups: Readonly<Record<string, readonly Row[]>> = {
    http: [
      ['total_requests', 'requests so far', 'count', ...sums.of(requests)],
      ['request_rate_per_minute', `over ${window}`, 'decimal', byStatus(requests.name), perMinute],
      [
        'error_rate',
        `part of the requests with status ${config.httpErrorStatus}, 0 to 1, over ${window}`,
        'ratio',
        byStatus(requests.name),
        share((status) => isHttpError.test(status)),
      ],
      ['avg_latency_ms', `mean over ${window}`, 'decimal', meanMillis(requestsDuration.name)],
      ['in_progress', 'requests being worked on', 'count', ...sums.of(families.requestsInProgress)],
    ],
    models: [
      ['total_requests', 'inferences so far', 'count', ...sums.of(inferenceRequests)],
      [
        'request_rate_per_minute',
        `over ${window}`,
        'decimal',
        byStatus(inferenceRequests.name),
        perMinute,
      ],
      [
        'error_rate',
        `part of the inferences with a status other than ${config.modelSuccessStatus}, 0 to 1, over ${window}`,
        'ratio',
        byStatus(inferenceRequests.name),
        share((status) => !isSuccess.test(status)),
      ],
      ['avg_latency_ms', `mean over ${window}`, 'decimal', meanMillis(inferenceDuration.name)],
    ],
    providers: [
      ['total', 'providers known', 'count', ...levels.of(families.providers)],
      ['healthy', 'providers healthy', 'count', ...levels.of(families.providersHealthy)],
      ['degraded', 'providers degraded', 'count', ...levels.of(families.providersDegraded)],
      ['down', 'providers down', 'count', ...levels.of(families.providersDown)],
      ['avg_response_ms', `mean over ${window}`, 'decimal', meanMillis(providerResponseTime.name)],
    ],
    database: [
      [
        'query_rate_per_minute',
        `over ${window}`,
        'decimal',
        promql.sumRate(`${databaseQueryDuration.name}_count`),
        perMinute,
      ],
      ['avg_query_ms', `mean over ${window}`, 'decimal', meanMillis(databaseQueryDuration.name)],
      [
        'cache_hit_rate',
        `part of the look-ups that were hits, 0 to 1, over ${window}`,
        'ratio',
        promql.ratio(cacheHits.name, cacheMisses.name),
      ],
    ],
    business: [
      ['active_api_keys', 'API keys active', 'count', ...levels.of(families.activeApiKeys)],
      ['subscriptions', 'subscriptions', 'count', ...levels.of(families.subscriptions)],
      ['active_trials', 'trials running', 'count', ...levels.of(families.activeTrials)],
      ['tokens_used', 'tokens so far', 'count', ...sums.of(families.tokensUsed)],
      ['credits_used', 'credits so far', 'plain', ...sums.of(families.creditsUsed)],
    ],
  };
  return Object.entries(groups).flatMap(([group, rows]) =>
    rows.map(([field, meaning, format, query, take = only]) => {
      return { group, field, meaning, format, query, take };
    }),
  );
}

/** Values that one query fetches, told apart by the name of their family. */
class Together {
  readonly #query: string;

  constructor(
    promql: PromqlWriter,
    operator: 'sum' | 'max',
    families: readonly { readonly name: string }[],
  ) {
    const names = families.map(({ name }) => name);
    this.#query = promql.aggregate(operator, names);
  }

  of({ name }: { readonly name: string }): [query: string, take: Take] {
    const take: Take = (samples) =>
      only(samples.filter(({ labels }) => labels['__name__'] === name));
    return [this.#query, take];
  }
}

/** A pattern that must match all of a status, as in PromQL. */
function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
