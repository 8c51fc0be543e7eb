import type { Sample } from '../client/result.js';
import { PrometheusApiError } from '../errors.js';

/** What became of one value: it is there, or one of the three ways to have none. */
export type Outcome =
  | { readonly state: 'value'; readonly samples: readonly Sample[] }
  /** Some sample is NaN: a ratio or a quantile of nothing. */
  | { readonly state: 'nan'; readonly samples: readonly Sample[] }
  | { readonly state: 'no_series'; readonly nativeHistograms: number }
  | { readonly state: 'failed'; readonly error: PrometheusApiError };

/** The values of one section, as of one moment. */
export interface Section {
  /** In the order of the section's plan. */
  readonly outcomes: readonly Outcome[];
  /** Monotonic milliseconds at which asking began: no value is older. */
  readonly at: number;
  /** The same moment in milliseconds since the epoch. */
  readonly wall: number;
  /** No query failed. */
  readonly complete: boolean;
}

/** A section as one caller sees it. */
export interface View {
  readonly section: Section;
  readonly ageMillis: number;
  /** Older than it should be, and given all the same while a new one is fetched. */
  readonly stale: boolean;
}

/** An error as such, or what a bug threw in its place. */
export function failed(error: unknown): Outcome {
  if (error instanceof PrometheusApiError) return { state: 'failed', error };
  const text = error instanceof Error ? error.message : String(error);
  const wrapped = new PrometheusApiError('OBS_PROMAPI_MALFORMED', text, { cause: error });
  return { state: 'failed', error: wrapped };
}
