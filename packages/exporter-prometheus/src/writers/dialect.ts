/** What differs between the text formats in the lines of a series. */
export interface TextDialect {
  /** A histogram bound as the value of `le`. */
  readonly bound: (value: number) => string;
  /**
   * True when counters and histograms must be what OpenMetrics asks: counters neither negative nor
   * NaN, `_count` only beside `_sum`.
   */
  readonly strict: boolean;
  /** True when samples may have exemplars. */
  readonly exemplars: boolean;
  /** True when the start times of counters and histograms are written as `_created`. */
  readonly created: boolean;
}
