/** What switches an instrumentation off again. */
export interface HttpInstrumentationHandle {
  /**
   * Stops recording. Requests in flight are not recorded any more; the count of active requests
   * still goes down as they end. A second call does nothing.
   */
  disable(): void;
}
