import type { Usage } from './prices.js';

interface UsageMetrics {
  readonly llmTokens: {
    add(
      value: number,
      labels: { provider: string; model: string; type: 'prompt' | 'completion' },
    ): void;
  };
  readonly llmCost: { add(value: number, labels: { provider: string; model: string }): void };
}

/** Records the tokens and the cost that are known; what is not given is not recorded. */
export function recordUsage(
  { llmTokens, llmCost }: UsageMetrics,
  cost: (usage: Usage) => number | undefined,
  usage: Usage,
): void {
  const { provider, model, promptTokens, completionTokens } = usage;
  const usd = cost(usage);
  if (isGiven(promptTokens)) llmTokens.add(promptTokens, { provider, model, type: 'prompt' });
  if (isGiven(completionTokens)) {
    llmTokens.add(completionTokens, { provider, model, type: 'completion' });
  }
  if (usd !== undefined) llmCost.add(usd, { provider, model });
}

function isGiven(count: number | null | undefined): count is number {
  return count !== undefined && count !== null;
}
