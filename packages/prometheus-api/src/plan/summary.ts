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
  /** The number in the query's answer, which has at least one sample; NaN when there is none. */
  readonly take: (samples: readonly Sample[]) => number;
}

type Take = SummaryPlan['take'];
type Row = readonly [
  field: string,
  meaning: string,
  format: SummaryFormat,
  query: string,
  take?: Take,
];

/** Every query but those by status aggregates everything into one sample. */
const only: Take = (samples) => Number(samples[0]!.value);

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
  const sum = (family: { name: string }) => promql.aggregate('sum', family.name, []);
  const max = (family: { name: string }) => promql.aggregate('max', family.name, []);
  // Rate and error rate come from one query: reading 1,200 series over a window takes Prometheus
  // longer than all the rest of the summary.
  const byStatus = (name: string) => promql.sumRateBy(['status'], name);
  const meanMillis = (name: string) => `${promql.mean(name)} * 1000`;
  const window = config.rateWindow;
  const isHttpError = whole(config.httpErrorStatus);
  const isSuccess = whole(config.modelSuccessStatus);
  const groups: Readonly<Record<string, readonly Row[]>> = {
    http: [
      [
        'total_requests',
        'requests so far',
        'count',
        // As `/system` asks, so that `/all` asks once.
        promql.aggregate('sum', requests.name, ['status']),
        sumOf,
      ],
      ['request_rate_per_minute', `over ${window}`, 'decimal', byStatus(requests.name), perMinute],
      [
        'error_rate',
        `part of the requests with status ${config.httpErrorStatus}, 0 to 1, over ${window}`,
        'ratio',
        byStatus(requests.name),
        share((status) => isHttpError.test(status)),
      ],
      ['avg_latency_ms', `mean over ${window}`, 'decimal', meanMillis(requestsDuration.name)],
      ['in_progress', 'requests being worked on', 'count', sum(families.requestsInProgress)],
    ],
    models: [
      ['total_requests', 'inferences so far', 'count', sum(inferenceRequests)],
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
      ['active_api_keys', 'API keys active', 'count', max(families.activeApiKeys)],
      ['subscriptions', 'subscriptions', 'count', max(families.subscriptions)],
      ['active_trials', 'trials running', 'count', max(families.activeTrials)],
      ['tokens_used', 'tokens so far', 'count', sum(families.tokensUsed)],
      ['credits_used', 'credits so far', 'plain', sum(families.creditsUsed)],
    ],
  };
  return Object.entries(groups).flatMap(([group, rows]) =>
    rows.map(([field, meaning, format, query, take = only]) => {
      return { group, field, meaning, format, query, take };
    }),
  );
}

/** A pattern that must match all of a status, as in PromQL. */
function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
