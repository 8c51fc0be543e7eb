import { self } from '@obs/semconv';
import { type Config, resolveConfig } from './config/config.js';
import type { StartOptions } from './config/options.js';
import { resolveResource } from './config/resource.js';
import { unknownVariables } from './config/unknown.js';
import { readVariables } from './config/variables.js';
import { exposeHealth } from './health/metric.js';
import { instruments } from './instruments/instruments.js';
import type { Handle } from './lifecycle/handle.js';
import { runShutdownCallbacks, within } from './lifecycle/shutdown.js';
import { handleSignals } from './lifecycle/signals.js';
import { prometheusReader, pushReaders } from './readers/readers.js';
import { type Served, serve } from './serve/serve.js';
import { type State, state } from './state.js';

/**
 * Starts exporting: attaches the readers, opens the port, registers the signal handlers. Everything
 * but opening the port and loading push exporters has happened when the call returns; the promise
 * waits for those. Idempotent: later calls give the first one's promise, and a line if they bring
 * options that can no longer be heard.
 *
 * A port that is taken does not reject: the reason and the way out are one line on stderr, `url`
 * stays undefined and the server keeps trying.
 *
 * @throws (rejects with) ObsError `OBS_CONFIG_VALUE`, `OBS_CONFIG_OPTION` or `OBS_CONFIG_DEPENDENCY`
 *   when the configuration cannot be understood or carried out; nothing was started then.
 */
export function start(options: StartOptions = {}): Promise<Handle> {
  const current = state();
  if (current.started !== undefined) {
    if (Object.keys(options).length > 0) {
      current.log.info(
        'start() was called before, by @obs/auto or by the application; the options of this call are not used. Configure by OBS_* variables, or start once.',
      );
    }
    return current.started;
  }
  current.started = begin(current, options).catch((error: unknown) => {
    current.started = undefined;
    throw error;
  });
  return current.started;
}

async function begin(current: State, options: StartOptions): Promise<Handle> {
  const config = resolveConfig(options, readVariables(process.env));
  current.log.level = config.log;
  for (const line of unknownVariables(process.env)) current.log.once(line, line);
  if (config.disabled) {
    current.log.info('disabled by OTEL_SDK_DISABLED: nothing is recorded or exported');
    return { url: undefined, forceFlush: async () => {}, shutdown: async () => {} };
  }
  current.engine.resource = resolveResource(current.engine.resource, options);
  current.health.timeoutMillis = config.healthTimeoutMillis;
  if (config.healthMetric) exposeHealth();
  instruments(self);
  for (const reader of options.readers ?? []) current.engine.attach(reader);

  const run: Run = {
    state: current,
    config,
    served: undefined,
    ending: undefined,
    removeSignals() {},
  };
  const serving = config.exporters.has('prometheus') ? startServing(run) : undefined;
  try {
    for (const reader of await pushReaders(config)) current.engine.attach(reader);
  } catch (error) {
    await (await serving)?.close();
    throw error;
  }
  run.served = await serving;
  if (config.handleSignals) {
    run.removeSignals = handleSignals({
      finish: () => shutdown(run),
      drain: () =>
        within(
          current,
          config.shutdownTimeoutMillis,
          'the last export',
          current.engine.forceFlush(),
        ),
    });
  }
  return {
    get url() {
      return run.served?.url;
    },
    forceFlush: () => current.engine.forceFlush(),
    shutdown: () => {
      run.ending ??= shutdown(run);
      return run.ending;
    },
  };
}

/** One started life of this process' metrics. */
interface Run {
  readonly state: State;
  readonly config: Config;
  served: Served | undefined;
  ending: Promise<void> | undefined;
  removeSignals(): void;
}

function startServing(run: Run): Promise<Served> {
  const exporter = prometheusReader(run.config);
  run.state.engine.attach(exporter);
  return serve(run.state, run.config, exporter, () => run.ending !== undefined);
}

async function shutdown({ state: current, config, served, removeSignals }: Run): Promise<void> {
  removeSignals();
  const { shutdownTimeoutMillis } = config;
  await within(
    current,
    shutdownTimeoutMillis,
    'a shutdown callback',
    runShutdownCallbacks(current),
  );
  await within(current, shutdownTimeoutMillis, 'the last export', current.engine.shutdown());
  await within(
    current,
    shutdownTimeoutMillis,
    'closing the metrics port',
    served?.close() ?? Promise.resolve(),
  );
}
