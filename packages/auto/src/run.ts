import { instruments, provideTracing, start, tracesExporters } from '@obs/core';
import { choosePreset } from './choose-preset.js';
import { type Environment, readEnvironment } from './environment.js';
import { install } from './instrumentations/install.js';
import { reason, say } from './log.js';
import { startLogCorrelation } from './log-correlation.js';
import { startOptions } from './options.js';
import { markingOwnServers } from './own-server.js';
import type { Preset } from './presets/preset.js';
import { startLine } from './start-line.js';

/** The first version on which everything works. */
const fullSupport = [22, 15] as const;

/**
 * Runs when this module is evaluated. Sets everything up, synchronously up to the opening of the
 * port, so that the application's first server is seen. What fails later is one line.
 */
function run(): void {
  const environment = readEnvironment(process.env);
  warnAboutOldNode();
  const { name, preset: chosen } = choosePreset(environment.preset);
  const preset = { ...chosen, ...garbageCollectionOf(environment) };
  const options = startOptions(preset, environment);
  const traces = tracesExporters(process.env);
  const spans = traces.enabled ? loadTracing() : undefined;
  const started = markingOwnServers(() => start(options));
  if (environment.disabled) return;
  const installed = install(preset, environment.instrumentations, spans);
  const stopCorrelation = startLogCorrelation(environment.logCorrelation, spans);
  createZeroSeries(preset);
  started.then(
    (handle) =>
      say(
        startLine({
          service: environment.serviceName ?? preset.serviceName ?? 'unknown_service:node',
          preset: name,
          exporters: environment.exporters,
          instrumentations: installed.map((instrumentation) => instrumentation.name),
          metrics: handle.url,
          traces: spans === undefined ? undefined : traces.destination,
          onAppPort: options.metricsPort === 'app' || environment.choosesAppPort,
        }),
      ),
    (error) => {
      for (const instrumentation of installed) instrumentation.disable();
      stopCorrelation();
      say(`not started: ${reason(error)} The application runs without metrics.`);
    },
  );
}

/** What the environment says of it, which wins over the preset. */
function garbageCollectionOf({ garbageCollection, variable }: Environment) {
  if (garbageCollection !== undefined) return { garbageCollection };
  if (variable('OBS_GARBAGE_COLLECTION') !== undefined) {
    say('OBS_GARBAGE_COLLECTION is neither true nor false; what the preset says is done.');
  }
  return {};
}

/** Before the application: core then registers tracing without waiting, and libraries are patched in time. */
function loadTracing(): typeof import('./tracing/tracing.js') {
  const module = require('./tracing/tracing.js') as typeof import('./tracing/tracing.js');
  provideTracing(module);
  return module;
}

function createZeroSeries(preset: Preset): void {
  for (const catalog of preset.catalogs ?? []) {
    try {
      instruments(catalog);
    } catch (error) {
      say(`the preset's catalog is left out: ${reason(error)}`);
    }
  }
}

function warnAboutOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = fullSupport;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  say(
    `Node ${process.versions.node} is older than ${fullSupport.join('.')}: metrics work as far as this version allows.`,
  );
}

run();
