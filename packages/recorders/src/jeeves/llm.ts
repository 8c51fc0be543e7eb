import { type Clock, stopwatch } from '../shared/clock.js';
import { type Duration, secondsOf } from '../shared/duration.js';
import { measure, type Run } from '../shared/measure.js';
import { costOf, type Prices, type Usage } from '../shared/prices.js';
import { safely } from '../shared/safely.js';
import { recordUsage } from '../shared/usage.js';
import type { CallStatus, JeevesMetrics } from './executions.js';
import { describeUsage, llmSpan, type Used } from './llm-span.js';
import { recordedStream } from './llm-stream.js';

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
  /** The model that has answered, when it is not the one that was asked for; only on the span. */
  responseModel(model: string): void;
  /** The first piece of a streamed answer has come; only on the span, and only the first call counts. */
  firstToken(): void;
}

/** Recorders of calls to large language models. */
export interface LlmRecorders {
  /** Records a call that ended, with its tokens and its cost as far as they are known. */
  recordLlmCall(call: Usage & { readonly status: CallStatus } & Duration): void;
  /**
   * Calls a model and records it: `error` when `work` throws, else `success`; in both cases with
   * the tokens and the cost that `work` has stated. With tracing on, `work` runs in a span of the
   * GenAI semantic conventions, which never holds prompts or answers.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withLlmCall<T>(
    labels: { provider: string; model: string },
    work: (call: RunningLlmCall) => T | PromiseLike<T>,
  ): Promise<T>;
  /**
   * The same for an answer that comes in pieces: it is recorded, and its span ends, with the last
   * piece; `error` when `work` or the iteration throws, `success` also when the consumer leaves early.
   * The first piece is the first token.
   *
   * @returns hands the pieces on, unchanged. `work` runs when the first one is asked for; each call
   *   of this function is one call of the model.
   */
  streamLlmCall<T>(
    labels: { provider: string; model: string },
    work: (call: RunningLlmCall) => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
  ): AsyncGenerator<T, void, undefined>;
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
  const finish = (
    labels: { provider: string; model: string },
    used: Used,
    { failed, seconds, open }: Run<unknown>,
  ) => {
    const { provider, model } = labels;
    if (open !== undefined) describeUsage(open.span, used);
    record({ ...used.usage, provider, model }, failed ? 'error' : 'success', seconds);
  };
  return {
    recordLlmCall(call) {
      safely('jeeves.recordLlmCall', () => record(call, call.status, secondsOf(call)));
    },
    withLlmCall(labels, work) {
      const { call, used } = runningCall('jeeves.withLlmCall', now);
      return measure(
        'jeeves.withLlmCall',
        now,
        () => work(call),
        (run) => finish(labels, used, run),
        () => llmSpan(labels, false),
      );
    },
    streamLlmCall(labels, work) {
      const { call, used } = runningCall('jeeves.streamLlmCall', now);
      return recordedStream(
        'jeeves.streamLlmCall',
        now,
        () => work(call),
        call.firstToken,
        (run) => finish(labels, used, run),
        () => llmSpan(labels, true),
      );
    },
  };
}

function runningCall(where: string, now: Clock): { call: RunningLlmCall; used: Used } {
  const seconds = stopwatch(now);
  const used: Used = { usage: {} };
  const call: RunningLlmCall = {
    tokens(count) {
      safely(where, () => {
        const { prompt, completion } = count;
        used.usage.promptTokens = prompt ?? used.usage.promptTokens;
        used.usage.completionTokens = completion ?? used.usage.completionTokens;
      });
    },
    cost(usd) {
      used.usage.costUsd = usd;
    },
    responseModel(model) {
      used.responseModel = model;
    },
    firstToken() {
      used.firstTokenSeconds ??= seconds();
    },
  };
  return { call, used };
}
