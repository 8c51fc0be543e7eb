import type { Attributes } from '@opentelemetry/api';
import type { LiveScope } from './family.js';

/** The property under which a metric producer offers its live view; the same in every copy of this package. */
export const liveSourceKey: unique symbol = Symbol.for('@obs/metrics-model.live') as never;

/** What a collection found: stable families and series to be read in place. */
export interface LiveView {
  readonly resource: { readonly attributes: Attributes };
  readonly scopes: readonly LiveScope[];
  /** What went wrong in this collection (a callback that threw or did not end in time); the rest is valid. */
  readonly errors: readonly unknown[];
}

/** A metrics engine, as a reader that wants no copies sees it. */
export interface LiveSource {
  /**
   * Runs the observable callbacks and gives the live view, always cumulative.
   *
   * @param options.timeoutMillis how long callbacks may take, in milliseconds; a callback that
   *   takes longer is reported in `errors` and its series keep their previous values.
   */
  openView(options?: { timeoutMillis?: number }): Promise<LiveView>;
}

/**
 * The live source behind what `MetricReader.setMetricProducer` was given, or `undefined` when that
 * producer only makes `ResourceMetrics` (the official SDK does).
 */
export function liveSource(producer: unknown): LiveSource | undefined {
  if (typeof producer !== 'object' || producer === null) return undefined;
  return (producer as { [liveSourceKey]?: LiveSource })[liveSourceKey];
}
