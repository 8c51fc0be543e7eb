import type { TranslationStrategy } from '@obs/prometheus-names';
import type { AggregationOption, InstrumentType, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { AuthOptions } from './access/authorization.js';
import type { ServerTlsOptions } from './access/tls.js';
import type { ContentEncoding } from './handler/accept.js';
import type { Conflict } from './translation/conflict.js';
import type { AttributeFilter } from './translation/options.js';

/** Options of `PrometheusExporter`. The first group is the official exporter's, with its meaning. */
export interface PrometheusExporterOptions {
  /** Goes before every metric name, joined with `_`. Default none. */
  readonly prefix?: string;
  /** Accepted and without effect: the specification forbids timestamps on samples. */
  readonly appendTimestamp?: boolean;
  /** Default `/metrics`. */
  readonly endpoint?: string;
  /** Default `localhost`. */
  readonly host?: string;
  /** 0 chooses a free one. Default 9464. */
  readonly port?: number;
  /** True: no server of its own; mount `handler`, or call `startServer()`. Default false. */
  readonly preventServerStart?: boolean;
  /** More sources of metrics; their resource is ignored. */
  readonly metricProducers?: MetricProducer[];
  /** Resource attributes whose keys match become labels of every series. Default none. */
  readonly withResourceConstantLabels?: AttributeFilter;
  /** No `otel_scope_*` labels. Default false. */
  readonly withoutScopeInfo?: boolean;
  /** No `target_info`. Default false. */
  readonly withoutTargetInfo?: boolean;

  /** Aggregation by kind of instrument, where no view says otherwise. Default: the specified one. */
  readonly aggregationSelector?: (instrumentType: InstrumentType) => AggregationOption;
  /** Series per metric by kind of instrument, where no view says otherwise. Default 2,000. */
  readonly cardinalitySelector?: (instrumentType: InstrumentType) => number;
  /** How names are translated. Default `UnderscoreEscapingWithSuffixes`. */
  readonly translationStrategy?: TranslationStrategy;
  /** No unit in names. Default false. */
  readonly withoutUnits?: boolean;
  /** No `_total` at the end of counters. Default false. */
  readonly withoutTypeSuffix?: boolean;
  /** Milliseconds that observable callbacks may take in a scrape. Default 5,000. */
  readonly collectTimeoutMillis?: number;
  /** Milliseconds of work before the event loop gets a turn. Default 0.1. */
  readonly sliceMillis?: number;
  /** Milliseconds that a whole scrape may take. Default 30,000; a scrape may ask for less. */
  readonly scrapeTimeoutMillis?: number;
  /** Taken off the time that a scrape asks for, for the way back. Default 500. */
  readonly scrapeTimeoutOffsetMillis?: number;
  /** Scrapes at the same time; more get 503. Default 8. */
  readonly maximumScrapesInFlight?: number;
  /** Compressions to offer; an empty list turns it off. Default zstd, where Node has it, and gzip. */
  readonly compression?: readonly ContentEncoding[];
  /** Write start times as `_created` samples in OpenMetrics. Default false. */
  readonly createdTimestamps?: boolean;
  /** Show how scrapes themselves do, as `obs_prometheus_scrape*`. Default false. */
  readonly selfMetrics?: boolean;
  /** Who may scrape, on `handler` too. Default: everybody. */
  readonly auth?: AuthOptions;
  /** Serve HTTPS on the exporter's own server. Default: HTTP. */
  readonly tls?: ServerTlsOptions;
  /** Hears, once each, of metrics that clash and of what was done. Default `diag.warn`. */
  readonly onConflict?: (conflict: Conflict) => void;
  /** Hears where the server listens, and when its port is taken. Default `diag`. */
  readonly log?: (line: string) => void;
}
