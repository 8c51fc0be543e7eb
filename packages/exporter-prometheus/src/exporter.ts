import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LiveSource, type LiveView, liveSource } from '@obs/metrics-model';
import { type EscapingScheme, translationStrategies } from '@obs/prometheus-names';
import { diag } from '@opentelemetry/api';
import {
  AggregationTemporality,
  AggregationType,
  type CollectionResult,
  type MetricProducer,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { authorized } from './access/authorization.js';
import { toNodeListener } from './adapters/node.js';
import { invalidOption, notBound } from './errors.js';
import { metricsHandler } from './handler/metrics-handler.js';
import type { Exposition, ScrapeContext } from './handler/options.js';
import { SelfMetrics } from './handler/self-metrics.js';
import type { Handler } from './handler/types.js';
import type { MetricFamily } from './model/family.js';
import { KeptMetrics, type KeptView } from './model/kept-metrics.js';
import { withProducers } from './model/producers.js';
import { checkOptions } from './option-rules.js';
import type { PrometheusExporterOptions } from './options.js';
import { MetricsServer } from './server/metrics-server.js';
import { sampleNames } from './translation/claims.js';
import {
  type Conflict,
  reportOnce,
  scaleConflict,
  seriesConflict,
} from './translation/conflict.js';
import type { TranslationOptions } from './translation/options.js';
import { Resolver } from './translation/resolver.js';

/** A collection that scrapes wait for. */
interface Collection {
  /** When it must have ended, on the clock of `performance.now()`. */
  readonly until: number;
  readonly kept: Promise<KeptView>;
}

// What never ends is held for ever: from here on scrapes wait for the last that was begun.
const maximumUnfinished = 8;

/**
 * Shows the metrics of a `MeterProvider` to Prometheus. A drop-in for the official exporter: same
 * options, same methods. On the provider of `@obs/sdk-metrics` it reads the live series in place;
 * on any other it collects as usual.
 *
 * Serves `endpoint` on a port of its own unless `preventServerStart`; `handler` can be mounted
 * anywhere. Scrapes that come at the same time share one collection.
 */
export class PrometheusExporter extends MetricReader {
  /** Answers scrapes. Works on any path; mount it with `toNodeListener`, `toFetch` or `MetricsServer`. */
  readonly handler: Handler;

  readonly #options: PrometheusExporterOptions;
  readonly #resolver: Resolver;
  readonly #selfMetrics: SelfMetrics | undefined;
  readonly #kept = new KeptMetrics();
  readonly #report: (conflict: Conflict) => void;
  #bound = false;
  #source: LiveSource | undefined;
  #collecting: Collection | undefined;
  #unfinished = 0;
  /** What went wrong in the last collection. */
  #told: ReadonlySet<string> = new Set();
  #server: MetricsServer | undefined;

  /**
   * Throws `OBS_PROM_INVALID_OPTION` for an option that cannot be, and what `Secret` throws. `callback` hears when
   * the server has started (at once with `preventServerStart`), or why it cannot.
   */
  constructor(
    options: PrometheusExporterOptions = {},
    callback: (error?: Error) => void = () => {},
  ) {
    super({
      aggregationSelector:
        options.aggregationSelector ?? (() => ({ type: AggregationType.DEFAULT })),
      ...(options.cardinalitySelector ? { cardinalitySelector: options.cardinalitySelector } : {}),
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
      ...(options.metricProducers ? { metricProducers: options.metricProducers } : {}),
      otelComponentType: 'prometheus_http_text_metric_exporter',
    });
    checkOptions(options);
    this.#options = options;
    this.#resolver = new Resolver(translationOf(options));
    this.#selfMetrics = options.selfMetrics ? new SelfMetrics() : undefined;
    this.#report = reportOnce(options.onConflict ?? (({ message }) => diag.warn(message)));
    this.handler = this.#makeHandler();
    if (options.preventServerStart) queueMicrotask(() => callback());
    else {
      this.startServer().then(
        () => callback(),
        (error: Error) => {
          diag.error(error.message);
          callback(error);
        },
      );
    }
  }

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.#bound = true;
    this.#source = liveSource(producer);
  }

  /** Starts the exporter's own server; the same promise each time. See `MetricsServer.listen`. */
  startServer(): Promise<void> {
    this.#server ??= new MetricsServer({
      host: this.#options.host || 'localhost',
      port: portOf(this.#options),
      routes: { [endpointOf(this.#options)]: this.handler },
      log: this.#options.log ?? ((line) => diag.info(line)),
      ...(this.#options.tls ? { tls: this.#options.tls } : {}),
    });
    return this.#server.listen().then(() => {});
  }

  /** Stops the exporter's own server, if there is one. */
  async stopServer(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }

  /** The handler as a listener, under the name that the official exporter has for it. */
  getMetricsRequestHandler(request: IncomingMessage, response: ServerResponse): void {
    toNodeListener(this.handler)(request, response);
  }

  protected override onShutdown(): Promise<void> {
    return this.stopServer();
  }

  protected override async onForceFlush(): Promise<void> {}

  #makeHandler(): Handler {
    const options = this.#options;
    const self = this.#selfMetrics;
    const handler = metricsHandler({
      collect: (context) => this.#exposition(context),
      slices: options.sliceMillis === undefined ? {} : { budgetMillis: options.sliceMillis },
      timeoutMillis: options.scrapeTimeoutMillis ?? 30_000,
      offsetMillis: options.scrapeTimeoutOffsetMillis ?? 500,
      maximumInFlight: options.maximumScrapesInFlight ?? 8,
      created: options.createdTimestamps ?? false,
      ...(options.compression ? { compression: options.compression } : {}),
      onDuplicate: (family, labels) => this.#report(seriesConflict(family, labels)),
      onTooWide: (family) => this.#report(scaleConflict(family)),
      ...(self ? { onScrape: (scrape) => self.record(scrape) } : {}),
    });
    return options.auth ? authorized(handler, options.auth) : handler;
  }

  // Chained, not awaited: async functions keep their state in objects, which count in a small scrape.
  #exposition({ escaping, timeoutMillis }: ScrapeContext): Promise<Exposition> {
    const { kept } = this.#joinable() ?? this.#collect(timeoutMillis);
    return kept.then((view) => this.#shown(view, escaping));
  }

  /** One collection serves all scrapes that come before it ends; not for ever, if it never does. */
  #joinable(): Collection | undefined {
    const current = this.#collecting;
    const isLate = current !== undefined && performance.now() > current.until;
    return isLate && this.#unfinished < maximumUnfinished ? undefined : current;
  }

  #shown({ view, stable }: KeptView, escaping: EscapingScheme): Exposition {
    const { families, conflicts } = stable
      ? this.#resolver.live(view, escaping, this.#source !== undefined)
      : this.#resolver.once(view, escaping);
    for (const conflict of conflicts) this.#report(conflict);
    if (this.#selfMetrics === undefined) return { families };
    return { families: withSelf(families, this.#selfMetrics.families()) };
  }

  #collect(scrapeMillis: number): Collection {
    const timeoutMillis = Math.min(this.#options.collectTimeoutMillis ?? 5_000, scrapeMillis);
    // Both give a promise, whatever goes wrong.
    const seen: Promise<CollectionResult | LiveView> =
      this.#source === undefined
        ? this.collect({ timeoutMillis })
        : this.#live(this.#source, timeoutMillis);
    const ended = () => {
      this.#unfinished -= 1;
      if (this.#collecting === collection) this.#collecting = undefined;
    };
    const kept = seen.then(
      (collected) => {
        ended();
        return this.#keep(collected);
      },
      (error) => {
        ended();
        throw error;
      },
    );
    const collection = { until: performance.now() + timeoutMillis, kept };
    this.#unfinished += 1;
    this.#collecting = collection;
    return collection;
  }

  #keep(collected: CollectionResult | LiveView): KeptView {
    const kept =
      'resourceMetrics' in collected
        ? this.#kept.of(collected.resourceMetrics, collected.errors)
        : { view: collected, stable: true };
    const { errors } = kept.view;
    if (errors.length > 0) this.#selfMetrics?.recordPartial();
    this.#tell(errors);
    return kept;
  }

  /** Says what went wrong, and not again while it goes wrong in every collection. */
  #tell(errors: readonly unknown[]): void {
    if (errors.length === 0 && this.#told.size === 0) return;
    const now = new Set<string>();
    for (const error of errors) {
      const text = String(error);
      if (!this.#told.has(text) && !now.has(text)) {
        diag.error('Collecting metrics partly failed', error);
      }
      now.add(text);
    }
    this.#told = now;
  }

  #live(source: LiveSource, timeoutMillis: number): Promise<LiveView> {
    try {
      const view = source.openView({ timeoutMillis });
      const producers = this.#options.metricProducers ?? [];
      return producers.length === 0 ? view : withProducers(view, producers, timeoutMillis);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  override collect(options?: { timeoutMillis?: number }): Promise<CollectionResult> {
    return this.#bound ? super.collect(options) : Promise.reject(notBound());
  }
}

/** The application's own families win over those about scrapes. */
function withSelf(
  families: readonly MetricFamily[],
  self: readonly MetricFamily[],
): readonly MetricFamily[] {
  const names = new Set(families.map(({ name }) => name));
  const isFree = ({ name, type }: MetricFamily) =>
    !sampleNames(name, type).some((sample) => names.has(sample));
  return [...families, ...self.filter(isFree)];
}

/** A port that JavaScript hands over as text, as environment variables are, works as officially. */
function portOf({ port }: { readonly port?: unknown }): number {
  if (port === undefined || port === null || port === '') return 9464;
  return typeof port === 'string' ? Number(port) : (port as number);
}

function translationOf(options: PrometheusExporterOptions): TranslationOptions {
  const { prefix, translationStrategy, withResourceConstantLabels } = options;
  if (translationStrategy && !translationStrategies.includes(translationStrategy)) {
    const known = translationStrategies.join(', ');
    throw invalidOption('translationStrategy', `${translationStrategy} is none`, `Use ${known}.`);
  }
  return {
    ...(prefix ? { prefix } : {}),
    ...(translationStrategy ? { strategy: translationStrategy } : {}),
    ...(withResourceConstantLabels ? { resourceLabels: withResourceConstantLabels } : {}),
    withoutUnits: options.withoutUnits ?? false,
    withoutTypeSuffix: options.withoutTypeSuffix ?? false,
    withoutScopeInfo: options.withoutScopeInfo ?? false,
    withoutTargetInfo: options.withoutTargetInfo ?? false,
  };
}

function endpointOf({ endpoint }: PrometheusExporterOptions): string {
  return (endpoint || '/metrics').replace(/^([^/])/, '/$1');
}
