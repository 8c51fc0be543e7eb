/**
 * How far scores between 0 and 1 agree: 1 when they are equal, 0 when they are as far apart as can
 * be. One voice alone is no consensus.
 */
export function consensusOf(scores: readonly number[]): number | undefined {
  if (scores.length < 2) return undefined;
  const spread = Math.max(...scores) - Math.min(...scores);
  return Math.round((1 - spread) * 100) / 100;
}
