/** What `start()` gives. */
export interface Handle {
  /**
   * Where the metrics are; `undefined` while nothing listens (push only,
   * disabled, shut down, `app` before the application listens).
   */
  readonly url: string | undefined;
  /**
   * Hands everything that was recorded to the exporters. Rejects when one of them cannot deliver it;
   * after `shutdown()` it waits for that.
   */
  forceFlush(): Promise<void>;
  /**
   * Runs the shutdown callbacks, exports a last time and closes the port. Takes no longer than
   * `shutdownTimeoutMillis`; never rejects. Later calls give the first one's promise.
   */
  shutdown(): Promise<void>;
}
