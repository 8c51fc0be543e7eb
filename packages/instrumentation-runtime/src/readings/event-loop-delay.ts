import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A summary of the delays of the event loop, in seconds; each contains the sampling interval. */
export interface DelaySummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Samples the event loop by one timer of libuv that runs outside JavaScript. */
export class EventLoopDelay {
  readonly #histogram: ReturnType<typeof monitorEventLoopDelay>;
  #summary: DelaySummary | undefined;

  constructor(resolutionMillis: number) {
    this.#histogram = monitorEventLoopDelay({ resolution: resolutionMillis });
    this.#histogram.enable();
  }

  /**
   * The summary of the time since the last call; when the loop was not sampled since, the last one
   * again: an empty histogram has NaN for a mean and 292 years for a minimum. Undefined before the
   * first sample.
   */
  read(): DelaySummary | undefined {
    const histogram = this.#histogram;
    if (histogram.count === 0) return this.#summary;
    const seconds = (nanoseconds: number) => nanoseconds / 1e9;
    this.#summary = {
      min: seconds(histogram.min),
      max: seconds(histogram.max),
      mean: seconds(histogram.mean),
      stddev: seconds(histogram.stddev),
      p50: seconds(histogram.percentile(50)),
      p90: seconds(histogram.percentile(90)),
      p99: seconds(histogram.percentile(99)),
    };
    histogram.reset();
    return this.#summary;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
