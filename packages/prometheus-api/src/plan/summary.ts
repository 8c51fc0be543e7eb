import type { NamedFamilies } from './names.js';
import type { PlanConfig } from './options.js';
import { PromqlWriter, quoted } from './promql.js';

/** How a number becomes the text in the summary: a whole number, two or four decimals, as it is. */
export type SummaryFormat = 'count' | 'decimal' | 'ratio' | 'plain';

/** One value of the summary. */
export interface SummaryPlan {
  readonly group: string;
  readonly field: string;
  readonly meaning: string;
  readonly format: SummaryFormat;
  readonly query: string;
}

type Row = readonly [field: string, meaning: string, format: SummaryFormat, query: string];

/** The groups of the summary in their order, with the fields of each. */
export function summaryPlans(families: NamedFamilies, config: PlanConfig): readonly SummaryPlan[] {
  const promql = new PromqlWriter(config.matchers, config.rateWindow);
  const { requests, requestsDuration, inferenceRequests, inferenceDuration } = families;
  const { providerResponseTime, databaseQueryDuration, cacheHits, cacheMisses } = families;
  const sum = (family: { name: string }) => promql.aggregate('sum', family.name, []);
  const max = (family: { name: string }) => promql.aggregate('max', family.name, []);
  const perMinute = (name: string) => `${promql.sumRate(name)} * 60`;
  const meanMillis = (name: string) => `${promql.mean(name)} * 1000`;
  const window = config.rateWindow;
  const groups: Readonly<Record<string, readonly Row[]>> = {
    http: [
      ['total_requests', 'requests so far', 'count', sum(requests)],
      ['request_rate_per_minute', `over ${window}`, 'decimal', perMinute(requests.name)],
      [
        'error_rate',
        `part of the requests with status ${config.httpErrorStatus}, 0 to 1, over ${window}`,
        'ratio',
        promql.share(requests.name, `status=~${quoted(config.httpErrorStatus)}`),
      ],
      ['avg_latency_ms', `mean over ${window}`, 'decimal', meanMillis(requestsDuration.name)],
      ['in_progress', 'requests being worked on', 'count', sum(families.requestsInProgress)],
    ],
    models: [
      ['total_requests', 'inferences so far', 'count', sum(inferenceRequests)],
      ['request_rate_per_minute', `over ${window}`, 'decimal', perMinute(inferenceRequests.name)],
      [
        'error_rate',
        `part of the inferences with a status other than ${config.modelSuccessStatus}, 0 to 1, over ${window}`,
        'ratio',
        promql.share(inferenceRequests.name, `status!~${quoted(config.modelSuccessStatus)}`),
      ],
      ['avg_latency_ms', `mean over ${window}`, 'decimal', meanMillis(inferenceDuration.name)],
    ],
    providers: [
      ['total', 'providers known', 'count', max(families.providers)],
      ['healthy', 'providers healthy', 'count', max(families.providersHealthy)],
      ['degraded', 'providers degraded', 'count', max(families.providersDegraded)],
      ['down', 'providers down', 'count', max(families.providersDown)],
      ['avg_response_ms', `mean over ${window}`, 'decimal', meanMillis(providerResponseTime.name)],
    ],
    database: [
      [
        'query_rate_per_minute',
        `over ${window}`,
        'decimal',
        perMinute(`${databaseQueryDuration.name}_count`),
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
      ['active_api_keys', 'API keys active', 'count', max(families.activeApiKeys)],
      ['subscriptions', 'subscriptions', 'count', max(families.subscriptions)],
      ['active_trials', 'trials running', 'count', max(families.activeTrials)],
      ['tokens_used', 'tokens so far', 'count', sum(families.tokensUsed)],
      ['credits_used', 'credits so far', 'plain', sum(families.creditsUsed)],
    ],
  };
  return Object.entries(groups).flatMap(([group, rows]) =>
    rows.map(([field, meaning, format, query]) => ({ group, field, meaning, format, query })),
  );
}
