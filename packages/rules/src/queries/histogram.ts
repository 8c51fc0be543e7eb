import type { LabelDefinition } from '@obs/semconv';
import { RulesError } from '../errors.js';
import { ratio, sum } from './combine.js';
import {
  bucketRate,
  type Condition,
  countRate,
  type Histogram,
  type LabelOf,
  sumRate,
  type Where,
} from './select.js';
import { type Vector, vector } from './vector.js';

type Labels = Readonly<Record<string, LabelDefinition>>;

export interface HistogramQuery<L extends Labels, By extends string> {
  /** Default `5m`. */
  readonly window?: string;
  /** Labels that tell the series of the answer apart; all are one series when there are none. */
  readonly by?: readonly By[];
  readonly where?: Where<L>;
}

/**
 * A quantile of what a histogram observed in a window, in its unit. Its buckets are added up before:
 * `histogram_quantile(q, sum by (le, ...) (rate(..._bucket[5m])))`. NaN where nothing was observed;
 * never above the highest finite bound.
 */
export function quantile<L extends Labels, const By extends LabelOf<L> = never>(
  q: number,
  family: Histogram<L>,
  { window = '5m', by = [], where }: HistogramQuery<L, By> = {},
): Vector<By> {
  const buckets = sum(bucketRate(family, window, where), ['le', ...by]);
  return vector({
    type: 'call',
    name: 'histogram_quantile',
    args: [{ type: 'number', value: q, text: String(q) }, buckets.expr],
  });
}

/** The mean of what a histogram observed in a window, in its unit; NaN where nothing was. */
export function mean<L extends Labels, const By extends LabelOf<L> = never>(
  family: Histogram<L>,
  { window = '5m', by = [], where }: HistogramQuery<L, By> = {},
): Vector<By> {
  return ratio(sum(sumRate(family, window, where), by), sum(countRate(family, window, where), by));
}

/**
 * Observations per second that were at most `bound`.
 *
 * @param bound one of the family's buckets: what lies between two of them nobody has counted
 * @throws RulesError `OBS_RULES_BUCKET` for another
 */
export function withinRate<L extends Labels>(
  family: Histogram<L>,
  bound: number,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L> | 'le'> {
  if (!family.buckets.includes(bound)) {
    throw new RulesError(
      'OBS_RULES_BUCKET',
      `${family.prometheus} has no bucket ${bound}. It has ${family.buckets.join(', ')}: ` +
        'choose one of them, or add the bound to the catalog.',
    );
  }
  return bucketRate(family, window, { ...where, le: leOf(bound) } as unknown as Where<L>);
}

/**
 * Prometheus 3 writes whole bounds as `1.0`, whatever the target exposes; earlier ones keep its `1`.
 * Source: Prometheus 3.0 migration guide, "le and quantile label values".
 */
function leOf(bound: number): string | Condition {
  return Number.isInteger(bound) ? { operator: '=~', value: `${bound}(\\.0)?` } : String(bound);
}
