import type { Clock } from '../shared/clock.js';
import { type Duration, secondsOf } from '../shared/duration.js';
import { measure } from '../shared/measure.js';
import { costOf, type Prices, type Usage } from '../shared/prices.js';
import { safely } from '../shared/safely.js';
import { recordUsage } from '../shared/usage.js';
import type { CallStatus, JeevesMetrics } from './executions.js';

export interface LlmOptions {
  /** What models cost; without it, costs come from the caller or are not recorded. */
  readonly prices?: Prices;
  /**
   * Whether calls are also recorded under the deprecated `jeeves_llm_provider_calls_total` and
   * `jeeves_llm_provider_duration_seconds`; false.
   */
  readonly deprecatedAliases?: boolean;
}

/** What the work of a call is given, to say what the call used. The last word counts. */
export interface RunningLlmCall {
  /** Tokens that went in and came out, as far as they are known. */
  tokens(count: { prompt?: number | undefined; completion?: number | undefined }): void;
  /** What the call cost in US dollars; wins over the price table. */
  cost(usd: number): void;
}

/** Recorders of calls to large language models. */
export interface LlmRecorders {
  /** Records a call that ended, with its tokens and its cost as far as they are known. */
  recordLlmCall(call: Usage & { readonly status: CallStatus } & Duration): void;
  /**
   * Calls a model and records it: `error` when `work` throws, else `success`; in both cases with
   * the tokens and the cost that `work` has stated.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withLlmCall<T>(
    labels: { provider: string; model: string },
    work: (call: RunningLlmCall) => T | PromiseLike<T>,
  ): Promise<T>;
}

/** @throws RecorderError `OBS_RECORDER_PRICE` when a price is wrong. */
export function llmRecorders(
  metrics: JeevesMetrics,
  now: Clock,
  options: LlmOptions,
): LlmRecorders {
  const cost = costOf(options.prices);
  const record = (usage: Usage, status: CallStatus, seconds: number) => {
    const { provider, model } = usage;
    metrics.llmCalls.add(1, { provider, model, status });
    metrics.llmDuration.record(seconds, { provider, model });
    recordUsage(metrics, cost, usage);
    if (options.deprecatedAliases !== true) return;
    metrics.llmProviderCalls.add(1, { provider, model, status });
    metrics.llmProviderDuration.record(seconds, { provider, model });
  };
  return {
    recordLlmCall(call) {
      safely('jeeves.recordLlmCall', () => record(call, call.status, secondsOf(call)));
    },
    withLlmCall(labels, work) {
      const used: { -readonly [K in keyof Usage]?: Usage[K] } = {};
      const call: RunningLlmCall = {
        tokens(count) {
          safely('jeeves.withLlmCall', () => {
            const { prompt, completion } = count;
            used.promptTokens = prompt ?? used.promptTokens;
            used.completionTokens = completion ?? used.completionTokens;
          });
        },
        cost(usd) {
          used.costUsd = usd;
        },
      };
      return measure(
        'jeeves.withLlmCall',
        now,
        () => work(call),
        ({ failed, seconds }) => {
          const { provider, model } = labels;
          record({ ...used, provider, model }, failed ? 'error' : 'success', seconds);
        },
      );
    },
  };
}
