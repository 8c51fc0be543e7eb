import type { EscapingScheme } from '@obs/prometheus-names';
import type { MetricFamily } from '../model/family.js';
import type { ContentEncoding } from './accept.js';
import type { TimeoutOptions } from './deadline.js';
import type { ScrapeRecord } from './self-metrics.js';
import type { SliceOptions } from './slices.js';

/** What a scrape wants to have collected. */
export interface ScrapeContext {
  /** How names that are not legacy names are to be escaped. */
  readonly escaping: EscapingScheme;
  /** How long collecting may take. */
  readonly timeoutMillis: number;
}

/** What a scrape shows. */
export interface Exposition {
  readonly families: readonly MetricFamily[];
}

export interface MetricsHandlerOptions extends TimeoutOptions {
  /** Collects, and gives the families to write. A rejection is answered with 500 and its message. */
  readonly collect: (context: ScrapeContext) => Promise<Exposition>;
  readonly slices?: SliceOptions;
  /** Bytes per chunk. Default 262,144. */
  readonly chunkSize?: number;
  /** Write `_created` samples in OpenMetrics. Default false. */
  readonly created?: boolean;
  /** Compressions to offer; an empty list turns it off. Default zstd, where Node has it, and gzip. */
  readonly compression?: readonly ContentEncoding[];
  /** Scrapes at the same time; more get 503. Default 8. */
  readonly maximumInFlight?: number;
  /** Hears of series that are not written because another of the family has their labels. */
  readonly onDuplicate?: (family: string, labels: string) => void;
  /** Hears of families of which protobuf cannot hold a series, see `WriterOptions`. */
  readonly onTooWide?: (family: string) => void;
  /** Hears of every scrape when it has ended. */
  readonly onScrape?: (scrape: ScrapeRecord) => void;
}
