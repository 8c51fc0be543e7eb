import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What is said of the delays of the event loop, each in seconds. */
export type DelayStatistic = 'min' | 'max' | 'mean' | 'stddev' | 'p50' | 'p90' | 'p99';

type DelaySummary = Readonly<Record<DelayStatistic, number>>;

/** `samplePerIteration` is older than the types of Node. */
const monitor: (options: {
  samplePerIteration?: boolean;
  resolution?: number;
}) => ReturnType<typeof monitorEventLoopDelay> = monitorEventLoopDelay;

/** Prometheus clients and Node itself take this interval when they are told none. */
const defaultResolutionMillis = 10;

/**
 * Measures the delays of the event loop, outside JavaScript: how long each turn of it ran, its wait for
 * events left out, or by a timer, whose delays contain its interval and which wakes an idle process.
 */
export class EventLoopDelay {
  readonly #histogram: ReturnType<typeof monitorEventLoopDelay>;
  #summary: DelaySummary | undefined;

  /**
   * @param resolutionMillis interval of the timer; undefined for every turn, where Node can (26, and 24
   *   of late 2026); elsewhere a timer of 10 ms.
   */
  constructor(resolutionMillis: number | undefined) {
    const perTurn = resolutionMillis === undefined && measuresTurns();
    const histogram = monitor(
      perTurn
        ? { samplePerIteration: true }
        : { resolution: resolutionMillis ?? defaultResolutionMillis },
    );
    histogram.enable();
    // Node counts the wait for events in the turn that it begins with.
    if (perTurn) setImmediate(() => histogram.reset()).unref();
    this.#histogram = histogram;
  }

  /**
   * Tells the summary of the time since the last call; when there was no sample since, the last one
   * again: an empty histogram has NaN for a mean and 292 years for a minimum. Nothing before the first
   * sample.
   */
  read(tell: (statistic: DelayStatistic, seconds: number) => void): void {
    const histogram = this.#histogram;
    if (histogram.count > 0) {
      this.#summary = {
        min: histogram.min / 1e9,
        max: histogram.max / 1e9,
        mean: histogram.mean / 1e9,
        stddev: histogram.stddev / 1e9,
        p50: histogram.percentile(50) / 1e9,
        p90: histogram.percentile(90) / 1e9,
        p99: histogram.percentile(99) / 1e9,
      };
      histogram.reset();
    }
    for (const [statistic, seconds] of Object.entries(this.#summary ?? {})) {
      tell(statistic as DelayStatistic, seconds);
    }
  }

  stop(): void {
    this.#histogram.disable();
  }
}

/** Only a Node that knows the option checks its value. */
function measuresTurns(): boolean {
  try {
    monitor({ samplePerIteration: 'unknown' as never });
    return false;
  } catch {
    return true;
  }
}
