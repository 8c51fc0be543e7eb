import { context, type MeterProvider, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Resource } from '@opentelemetry/resources';
import { type SpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TraceExporterName, TracingOptions } from '../config/tracing-options.js';
import type { LastExport } from '../lifecycle/last-export.js';
import type { Log } from '../log.js';
import { type ExportReport, reportFailures } from '../readers/reporting.js';
import { version } from '../version.js';
import { consoleExporter, otlpExporter } from './exporters.js';
import { RandomIds } from './ids.js';
import { lastSpans } from './last-spans.js';
import { propagatorOf } from './propagator.js';
import { RedactingProcessor } from './redaction.js';
import { samplerOf } from './sampler.js';
import { type TracingSettings, tracingSettings } from './settings.js';
import { spanCounts } from './span-counts.js';
import { SpanQueue } from './span-queue.js';

/** What tracing needs of the rest of this package, which it must not load a second time. */
export interface TracingContext {
  readonly env: NodeJS.ProcessEnv;
  readonly options: TracingOptions;
  readonly exporters: ReadonlySet<TraceExporterName>;
  readonly resource: Resource;
  readonly meterProvider: MeterProvider;
  readonly log: Log;
}

/** The tracing of a process. */
export interface Tracing {
  /** Rejects when an exporter cannot be made; spans wait until then. */
  readonly ready: Promise<void>;
  /** Rejects when spans cannot be delivered. */
  forceFlush(): Promise<void>;
  /** Delivers what there is. Spans that end later are lost. */
  shutdown(): Promise<void>;
  /** The spans that the OTLP exporter has not delivered, for a process that ends at once. */
  left(): LastExport | undefined;
  /** Takes everything back, for a `start()` that fails. */
  withdraw(): void;
}

/**
 * Registers tracer provider, propagator and context manager, in this call: spans that begin right
 * after it are recorded, exporters come later. What somebody else has registered stays, with a line.
 *
 * @throws ObsError `OBS_CONFIG_OPTION` for an option that cannot be understood.
 */
export function createTracing(given: TracingContext): Tracing {
  const { log } = given;
  const settings = tracingSettings(given.env, given.options, (line) => log.once(line, line));
  const pending: Promise<SpanExporter>[] = [];
  const reports: ExportReport[] = [];
  const queues = new Map<TraceExporterName, SpanQueue>();
  for (const name of given.exporters) {
    const exporter = exporterOf(name, settings, given).then((made) => {
      reports.push(reportFailures(made, `${name} (traces)`, log));
      return made;
    });
    pending.push(exporter);
    const meter = given.meterProvider.getMeter('@obs/core', version);
    queues.set(name, new SpanQueue({ ...settings, exporter, meter, log }));
  }
  const processors: SpanProcessor[] = [
    ...(settings.redact ? [new RedactingProcessor()] : []),
    ...queues.values(),
    ...(given.options.spanProcessors ?? []),
  ];
  const provider = new TracerProvider({
    resource: given.resource,
    sampler: samplerOf(settings.sampler, settings.samplerRatio),
    spanLimits: settings.limits,
    spanProcessors: processors,
    idGenerator: new RandomIds(),
    meterProvider: spanCounts(given.meterProvider),
  });
  const registered = register(provider, settings, log);
  const ready = Promise.all(pending).then(() => {});
  // Whoever waits for it hears of it; an unhandled rejection would end the application.
  ready.catch(() => {});
  return {
    ready,
    async forceFlush() {
      const results = await Promise.allSettled(
        processors.map((processor) => processor.forceFlush()),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    shutdown: () => provider.shutdown(),
    left: () => lastSpans(queues.get('otlp')?.left() ?? [], settings.protocol),
    withdraw: () => {
      for (const remove of registered) remove();
    },
  };
}

function exporterOf(
  name: TraceExporterName,
  settings: TracingSettings,
  given: TracingContext,
): Promise<SpanExporter> {
  return name === 'otlp'
    ? otlpExporter(settings.protocol, given.meterProvider)
    : Promise.resolve(consoleExporter());
}

/** @returns what takes back each registration that was made. */
function register(
  provider: TracerProvider,
  settings: TracingSettings,
  log: Log,
): readonly (() => void)[] {
  const manager = new AsyncLocalStorageContextManager().enable();
  const made = [
    { what: 'context manager', done: context.setGlobalContextManager(manager), api: context },
    {
      what: 'propagator',
      done: propagation.setGlobalPropagator(propagatorOf(settings.propagators)),
      api: propagation,
    },
    { what: 'tracer provider', done: trace.setGlobalTracerProvider(provider), api: trace },
  ];
  const taken = made.filter(({ done }) => !done).map(({ what }) => what);
  if (taken.length > 0) {
    log.info(
      `another OpenTelemetry ${taken.join(' and ')} was registered first and stays the global one: spans may go there. Load @obs before it, or remove it.`,
    );
  }
  return made
    .filter(({ done }) => done)
    .map(
      ({ api }) =>
        () =>
          api.disable(),
    );
}
