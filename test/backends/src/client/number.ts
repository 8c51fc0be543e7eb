/** A sample value as Prometheus writes it: `NaN`, `+Inf` and `-Inf` are no JSON numbers. */
export function parseSampleValue(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}
