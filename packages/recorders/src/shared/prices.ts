import { RecorderError } from '../errors.js';

/** What a model costs, in US dollars per million tokens. */
export interface Price {
  readonly promptUsdPerMillion: number;
  readonly completionUsdPerMillion: number;
}

/** Prices by `provider/model`, or by `model` for every provider. The first is looked up first. */
export type Prices = Readonly<Record<string, Price>>;

/** What a call used. */
export interface Usage {
  readonly provider: string;
  readonly model: string;
  readonly promptTokens?: number | undefined;
  readonly completionTokens?: number | undefined;
  /** What it cost, when the caller knows better than a price table. */
  readonly costUsd?: number | undefined;
}

/**
 * Makes a function that says what a call cost in US dollars; `undefined` when nothing is known.
 *
 * @throws RecorderError `OBS_RECORDER_PRICE` when a price is no finite number of at least 0.
 */
export function costOf(prices: Prices = {}): (usage: Usage) => number | undefined {
  const table = new Map(Object.entries(prices));
  for (const [name, price] of table) {
    for (const field of ['promptUsdPerMillion', 'completionUsdPerMillion'] as const) {
      const value: unknown = price?.[field];
      if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) continue;
      throw new RecorderError(
        'OBS_RECORDER_PRICE',
        `The price of ${name} has no ${field} of 0 or more.`,
        'Give US dollars per million tokens; write 0 for a model that costs nothing.',
      );
    }
  }
  return ({ provider, model, promptTokens, completionTokens, costUsd }) => {
    if (costUsd !== undefined && costUsd !== null) return costUsd;
    const price = table.get(`${provider}/${model}`) ?? table.get(model);
    if (price === undefined) return undefined;
    const prompt = tokens(promptTokens);
    const completion = tokens(completionTokens);
    if (prompt === undefined && completion === undefined) return undefined;
    return (
      ((prompt ?? 0) * price.promptUsdPerMillion +
        (completion ?? 0) * price.completionUsdPerMillion) /
      1_000_000
    );
  };
}

/** A number of tokens that can be paid for; others are dropped where tokens are recorded. */
function tokens(count: unknown): number | undefined {
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}
