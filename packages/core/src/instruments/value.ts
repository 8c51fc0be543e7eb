import type { MetricKind } from '@obs/semconv';
import type { DropReason } from './dropped.js';

/** Why a value cannot be recorded on an instrument of a kind, or `undefined` when it can. */
export function refusal(kind: MetricKind, value: unknown): DropReason | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return 'not_a_number';
  if (!Number.isFinite(value)) return 'not_finite';
  const onlyUp = kind === 'counter' || kind === 'histogram' || kind === 'observablecounter';
  return onlyUp && value < 0 ? 'negative' : undefined;
}
