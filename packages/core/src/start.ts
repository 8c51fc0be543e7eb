import { self } from '@obs/semconv';
import { type Config, resolveConfig, unknownExporters } from './config/config.js';
import type { StartOptions } from './config/options.js';
import { resolveResource } from './config/resource.js';
import { type TracesExporters, tracesExporters } from './config/traces-exporters.js';
import { unknownVariables } from './config/unknown.js';
import { readVariables } from './config/variables.js';
import { ObsError } from './errors.js';
import { exposeHealth } from './health/metric.js';
import { instruments } from './instruments/instruments.js';
import { hearTheEnd } from './lifecycle/exit.js';
import type { Handle } from './lifecycle/handle.js';
import type { LastExport } from './lifecycle/last-export.js';
import { runShutdownCallbacks, within } from './lifecycle/shutdown.js';
import { handleSignals } from './lifecycle/signals.js';
import { settleAsyncContext } from './process/async-context.js';
import { LocalProcess } from './process/observed-process.js';
import { lastMetrics } from './readers/last-metrics.js';
import { type PushReader, prometheusReader, pushReaders } from './readers/readers.js';
import { reasonOf } from './reason.js';
import { type Served, serve } from './serve/serve.js';
import { type State, state } from './state.js';
import { providedTracing, type TracingModule } from './tracing/slot.js';
import type { Tracing } from './tracing/tracing.js';

/**
 * Starts exporting: attaches the readers, opens the port, registers the signal handlers. Everything
 * but opening the port and loading push exporters has happened when the call returns; the promise
 * waits for those. Idempotent: later calls give the first one's promise, and a line if they bring
 * options that can no longer be heard. The metrics of a process end once: after `shutdown()` a call
 * gives the handle that has ended, and a line.
 *
 * A port that is taken does not reject: the reason and the way out are one line on stderr, `url`
 * stays undefined and the server keeps trying.
 *
 * @throws (rejects with) ObsError `OBS_CONFIG_VALUE`, `OBS_CONFIG_OPTION` or `OBS_CONFIG_DEPENDENCY`
 *   when the configuration cannot be understood or carried out; nothing was started then, and a
 *   later call can try again.
 */
export function start(options: StartOptions = {}): Promise<Handle> {
  const current = state();
  if (current.started !== undefined) {
    if (current.ended) {
      current.log.info(
        'start() was called after shutdown(): the metrics of this process have ended, nothing is recorded any more. Call shutdown() last.',
      );
    } else if (Object.keys(options ?? {}).length > 0) {
      current.log.info(
        'start() was called before, by @obs/auto or by the application; the options of this call are not used. Configure by OBS_* variables, or start once.',
      );
    }
    return current.started;
  }
  current.started = begin(current, options ?? {}).catch((error: unknown) => {
    current.started = undefined;
    throw error;
  });
  return current.started;
}

async function begin(current: State, options: StartOptions): Promise<Handle> {
  const variables = readVariables(process.env);
  const config = resolveConfig(options, variables);
  current.log.level = config.log;
  const traces = tracesExporters(process.env, options.tracing ?? {});
  const lines = [...unknownVariables(process.env), ...unknownExporters(variables), ...traces.lines];
  for (const line of lines) {
    current.log.once(line, line);
  }
  if (config.disabled) {
    current.log.info('disabled by OTEL_SDK_DISABLED: nothing is recorded or exported');
    return { url: undefined, forceFlush: async () => {}, shutdown: async () => {} };
  }
  settleAsyncContext();
  current.engine.resource = resolveResource(current.engine.resource, options);
  current.health.timeoutMillis = config.healthTimeoutMillis;
  if (config.healthMetric) exposeHealth();
  instruments(self);

  const run = new Run(current, config);
  if (traces.enabled) {
    // Without waiting when somebody has loaded it: the application's first span is then recorded.
    const module = providedTracing() ?? (await loadTracing());
    run.trace(module, traces, options);
  }
  if (config.handleSignals) run.hearSignals();
  try {
    await run.open(options);
  } catch (error) {
    await run.giveUp();
    throw error;
  }
  return {
    get url() {
      return run.url;
    },
    forceFlush: () => run.flush(),
    shutdown: () => run.end(),
  };
}

function loadTracing(): Promise<TracingModule> {
  return import('./tracing.js');
}

/** One started life of this process' metrics. */
class Run {
  readonly #state: State;
  readonly #config: Config;
  readonly #removers: (() => void)[] = [];
  #pushes: readonly PushReader[] = [];
  #attached: Promise<void> = Promise.resolve();
  #serving: Promise<Served> | undefined;
  #served: Served | undefined;
  #ending: Promise<void> | undefined;
  #tracing: Tracing | undefined;
  #hearsTheEnd = false;
  /** Whether the last export came to an end. */
  #exported = false;

  constructor(current: State, config: Config) {
    this.#state = current;
    this.#config = config;
  }

  get url(): string | undefined {
    return this.#ending === undefined ? this.#served?.url : undefined;
  }

  trace(
    module: TracingModule,
    { exporters, destination }: TracesExporters,
    { tracing }: StartOptions,
  ): void {
    const { engine, log } = this.#state;
    this.#tracing = module.createTracing({
      env: process.env,
      options: tracing ?? {},
      exporters,
      resource: engine.resource,
      meterProvider: engine.meterProvider,
      log,
    });
    engine.heedSpans();
    if (destination !== '' && this.#config.announce) log.info(`traces to ${destination}`);
    this.#hearTheEnd();
  }

  hearSignals(): void {
    this.#removers.push(
      handleSignals({ finish: () => this.end(), drain: () => this.#export(() => this.flush()) }),
    );
  }

  /** Opens the port and attaches the readers; a scrape that comes in between waits for them. */
  async open(options: StartOptions): Promise<void> {
    const { engine } = this.#state;
    const exporter = this.#config.exporters.has('prometheus')
      ? prometheusReader(this.#config, this.#state.log)
      : undefined;
    // Readers cannot be detached: they are attached when nothing can fail any more.
    this.#attached = Promise.all([
      pushReaders(this.#config, this.#state.log, engine.meterProvider),
      this.#tracing?.ready,
    ]).then(([pushes]) => {
      for (const reader of options.readers ?? []) attachGiven(() => engine.attach(reader));
      for (const { reader } of pushes) engine.attach(reader);
      if (exporter !== undefined) engine.attach(exporter);
      this.#pushes = pushes;
      if ((options.readers ?? []).length > 0) this.#hearTheEnd();
    });
    // Now and not when exporters are loaded: an application may end before that.
    if (this.#config.exporters.has('otlp') || this.#config.exporters.has('console')) {
      this.#hearTheEnd();
    }
    if (exporter !== undefined) {
      const observed = new LocalProcess(
        (request) => this.#attached.then(() => exporter.handler(request)),
        this.#state.health,
        () => this.#ending !== undefined,
      );
      this.#serving = serve(observed, this.#config, this.#state.log);
    }
    await this.#attached;
    this.#served = await this.#serving;
  }

  /** Takes back what `open()` did until it failed. */
  async giveUp(): Promise<void> {
    this.#removeListeners();
    this.#tracing?.withdraw();
    await (await this.#serving)?.close();
  }

  /** Rejects when an exporter cannot deliver. After the end there is nothing left to deliver. */
  async flush(): Promise<void> {
    if (this.#ending !== undefined) return this.#ending;
    await this.#attached;
    await Promise.all([this.#state.engine.forceFlush(), this.#tracing?.forceFlush()]);
    const failure = this.#pushes.find(({ report }) => report.failure !== undefined)?.report.failure;
    if (failure !== undefined) throw new Error(failure);
  }

  /** Callbacks, last export, port: once, whoever asks. Never rejects. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#state.ended = true;
    const { shutdownTimeoutMillis } = this.#config;
    const deadline = performance.now() + shutdownTimeoutMillis;
    await within(
      this.#state,
      // The other half is kept back: one that hangs must not cost the last export.
      shutdownTimeoutMillis / 2,
      'a shutdown callback',
      runShutdownCallbacks(this.#state),
    );
    this.#exported = await this.#export(async () => {
      await this.#attached;
      // Beside each other, so that neither costs the other its time.
      await Promise.all([this.#tracing?.shutdown(), this.#state.engine.shutdown()]);
    }, deadline - performance.now());
    this.#removeListeners();
    const closed = this.#serving?.then((served) => served.close());
    await within(
      this.#state,
      Math.max(0, deadline - performance.now()),
      'closing the metrics port',
      closed ?? Promise.resolve(),
    );
  }

  #export(
    work: () => Promise<void>,
    timeoutMillis = this.#config.shutdownTimeoutMillis,
  ): Promise<boolean> {
    return within(this.#state, timeoutMillis, 'the last export', work());
  }

  /** A program that has nothing left to do ends between two pushes: what it recorded last would be lost. */
  #hearTheEnd(): void {
    if (this.#hearsTheEnd) return;
    this.#hearsTheEnd = true;
    const hooks = {
      finish: () => this.end().then(() => this.#exported),
      left: () => this.#left(),
    };
    this.#removers.push(hearTheEnd(this.#state, hooks, this.#config.shutdownTimeoutMillis));
  }

  /** What exporters have not been given, or may not have sent. */
  #left(): readonly LastExport[] {
    const { exporters, otlpProtocol, deltaTemporality } = this.#config;
    const metrics = exporters.has('otlp')
      ? lastMetrics(this.#state.engine, this.#pushes, otlpProtocol, deltaTemporality)
      : undefined;
    return [metrics, this.#tracing?.left()].filter((one) => one !== undefined);
  }

  #removeListeners(): void {
    for (const remove of this.#removers.splice(0)) remove();
  }
}

/** Attaches a reader that the application made. */
function attachGiven(attach: () => void): void {
  try {
    attach();
  } catch (cause) {
    throw new ObsError(
      'OBS_CONFIG_OPTION',
      `The option readers has one that cannot be attached: ${reasonOf(cause)}`,
      'Give readers of the official interface that belong to no other provider, new ones for each try.',
      { cause },
    );
  }
}
