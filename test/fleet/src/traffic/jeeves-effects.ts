import type { Effect } from '../account/effects.ts';

/** US dollars per million tokens, and the model, by provider. */
const providers = {
  llamaserver: { model: 'llama-3.1-8b', prompt: 0, completion: 0 },
  openai: { model: 'gpt-4o-mini', prompt: 0.15, completion: 0.6 },
  anthropic: { model: 'claude-3-5-haiku', prompt: 0.8, completion: 4 },
} as const;

export type Provider = keyof typeof providers;

/** A question of five words. The fake model counts a word as a token, a directive is one word. */
export const question = 'how do we ship faster';
const questionWords = 5;
/** "gpt-4o-mini says about how do we ship faster: start small, measure, then decide." */
const answerWords = 13;
/** "The weather is lovely today, is it not?" */
const offTopicWords = 8;

/** A call to a model that succeeded. */
export function answered(
  provider: Provider,
  prompt: number,
  { completion = answerWords, seconds = 0 } = {},
): Effect[] {
  const { model, ...price } = providers[provider];
  const usd = (prompt * price.prompt + completion * price.completion) / 1e6;
  return [
    { what: 'llm', provider, model, status: 'success', seconds },
    { what: 'llm-tokens', provider, model, prompt, completion, usd },
  ];
}

/** A call to a model that failed: no tokens are known. */
export function refused(provider: Provider, seconds = 0): Effect {
  const { model } = providers[provider];
  return { what: 'llm', provider, model, status: 'error', seconds };
}

export function agent(name: string, status: 'success' | 'error', seconds = 0): Effect {
  return { what: 'agent', agent: name, status, seconds };
}

export function pipeline(name: string, status: string, seconds = 0): Effect {
  return { what: 'pipeline', pipeline: name, status, seconds };
}

export function grpc(method: string, status: string, seconds = 0): Effect {
  return { what: 'grpc', method: `/engine.v1.EngineService/${method}`, status, seconds };
}

interface Variation {
  /** Directives in the question. */
  readonly directives?: number;
  /** The planner's model is down, and the writer's model plans. */
  readonly plannerDown?: boolean;
  /** The critic talks of the weather. */
  readonly offTopic?: boolean;
  /** The writer's model takes at least so long. */
  readonly seconds?: number;
}

/** What a run of `default-pipeline` leaves behind that reaches its end. */
export function defaultPipeline(variation: Variation = {}): Effect[] {
  const { directives = 0, plannerDown = false, offTopic = false, seconds = 0 } = variation;
  // Each agent gets its instruction, the question, and the words of the agents before it; the first
  // of those, intake, repeats the question.
  const asked = 2 * (questionWords + directives);
  return [
    pipeline('default-pipeline', 'success', seconds),
    agent('intake', 'success'),
    agent('planner', 'success'),
    ...(plannerDown ? [refused('llamaserver')] : []),
    ...answered(plannerDown ? 'openai' : 'llamaserver', 8 + asked),
    agent('writer', 'success', seconds),
    ...answered('openai', 3 + asked + answerWords, { seconds }),
    agent('critic', 'success'),
    ...answered('anthropic', 8 + asked + 2 * answerWords, {
      completion: offTopic ? offTopicWords : answerWords,
    }),
  ];
}

/** The same for `quick-answer`. */
export function quickAnswer(directives = 0): Effect[] {
  return [
    pipeline('quick-answer', 'success'),
    agent('intake', 'success'),
    agent('writer', 'success'),
    ...answered('openai', 3 + 2 * (questionWords + directives)),
  ];
}

/** A run of `quick-answer` whose writer gets no answer from these providers. */
export function failedAnswer(status: 'error' | 'terminated', tried: Provider[], seconds = 0) {
  return [
    pipeline('quick-answer', status, seconds),
    agent('intake', 'success'),
    agent('writer', 'error', seconds),
    ...tried.map((provider) => refused(provider, seconds)),
  ];
}
