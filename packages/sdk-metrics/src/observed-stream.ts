import type { Attributes } from '@opentelemetry/api';
import { allFresh, Series } from './series.js';
import { Stream, type StreamConfig, type StreamHost } from './stream.js';

/** A series of an observable instrument: what its callback said in the last round. */
export class ObservedSeries extends Series {
  value = 0;
  /** The round in which it was observed last. */
  round = 0;
  /** The value that a delta reader reported last. */
  reported = 0;

  record(value: number): void {
    this.value = value;
    this.fresh = allFresh;
  }

  /** Observations belong to one reader: nothing is handed on. */
  absorb(): void {}

  reset(): void {
    this.value = 0;
  }
}

const sample = new ObservedSeries({}, 0.5);
sample.record(0.5);
sample.reported = 0.5;

/**
 * The stream of an observable instrument for one reader: observations belong to the reader that
 * collects. Source: metrics/sdk.md, "Observations inside asynchronous callbacks".
 */
export class ObservedStream extends Stream {
  private round = 0;
  private observedCount = 0;
  private readonly observedHost: StreamHost & { startMillis: number };

  constructor(config: StreamConfig, host: StreamHost) {
    // metrics/sdk.md, "Start timestamps": a series starts at the previous collection, or when the
    // instrument was made, and not at the time of the observation.
    const { report, clock, compile } = host;
    const observedHost = { report, clock, compile, startMillis: 0 };
    observedHost.startMillis = host.clock();
    observedHost.clock = () => observedHost.startMillis;
    super(config, observedHost, (attributes, start) => new ObservedSeries(attributes, start));
    this.observedHost = observedHost;
  }

  beginRound(): void {
    this.round++;
    this.observedCount = 0;
  }

  observe(value: number, attributes: Attributes | undefined): void {
    const series = this.seriesFor(attributes, undefined) as ObservedSeries;
    if (series === this.overflow) {
      this.observeOverflow(series, value);
    } else if (series.round === this.round) {
      // A view may have merged attribute sets: amounts then add up. Without one, the last one counts.
      const merges = this.config.processors.length > 0 || this.config.declaredKeys !== undefined;
      series.record(merges && this.kind === 'sum' ? series.value + value : value);
    } else if (this.observedCount < this.limit) {
      this.observedCount++;
      series.round = this.round;
      series.record(value);
    } else {
      this.observeOverflow(this.overflowSeries() as ObservedSeries, value);
    }
  }

  /**
   * Ends a round. What a complete round did not observe is gone; an incomplete one (a callback threw
   * or took too long) leaves what it did not reach as it was.
   */
  endRound(complete: boolean, now: number): void {
    this.observedHost.startMillis = now;
    if (!complete) return;
    for (const series of this.liveSeries() as readonly ObservedSeries[]) {
      if (series.round === this.round) continue;
      if (series === this.overflow) {
        this.dropOverflow();
      } else {
        this.drop(series, this.index.read(series.attributes));
      }
    }
  }

  private observeOverflow(series: ObservedSeries, value: number): void {
    const isFirst = series.round !== this.round;
    series.round = this.round;
    series.record(isFirst || this.kind !== 'sum' ? value : series.value + value);
  }

  /** Capacity counts what this round observed: what the last one left behind is about to go. */
  protected override hasRoom(): boolean {
    return this.observedCount < this.limit;
  }
}
