import { metrics } from '@opentelemetry/api';
import { readVariables, type Variables } from './config/variables.js';
import { createEngine } from './engine/create.js';
import type { MetricsEngine } from './engine/engine.js';
import { HealthRegistry } from './health/registry.js';
import type { Family } from './instruments/family.js';
import type { Handle } from './lifecycle/handle.js';
import { Log } from './log.js';

/** Everything that exists once per process, however many copies of this package are loaded. */
export interface State {
  readonly log: Log;
  readonly engine: MetricsEngine;
  readonly health: HealthRegistry;
  /** Whether `service_health_status` exists. */
  healthExposed: boolean;
  /** Typed instruments by OpenTelemetry name, so that one family has one guard. */
  readonly families: Map<string, Family>;
  /** What `instruments()` gave for a catalog. */
  readonly catalogs: WeakMap<object, object>;
  readonly shutdownCallbacks: Set<() => void | Promise<void>>;
  /** What `start()` gave the first time. */
  started: Promise<Handle> | undefined;
  /** Whether it has been shut down, or is being. */
  ended: boolean;
}

/** Changes when the shape of {@link State} does: two incompatible copies then do not share. */
const stateKey = Symbol.for('@obs/core.state.1');

/**
 * The state of this process, made at the first call: the engine exists and is registered as the
 * global meter provider, so every meter records from import on. No port, no timer, no signal
 * handler comes with it.
 */
export function state(): State {
  const shared = globalThis as { [stateKey]?: State };
  shared[stateKey] ??= createState();
  return shared[stateKey];
}

function createState(): State {
  const log = new Log();
  const engine = createEngine(variablesAtImport(), log);
  if (!metrics.setGlobalMeterProvider(engine.meterProvider)) {
    log.info(
      'another OpenTelemetry meter provider was registered first and stays the global one: ' +
        'metrics of libraries that use the global meter go there. Load @obs before it, or remove it.',
    );
  }
  return {
    log,
    engine,
    health: new HealthRegistry(log),
    healthExposed: false,
    families: new Map(),
    catalogs: new WeakMap(),
    shutdownCallbacks: new Set(),
    started: undefined,
    ended: false,
  };
}

/**
 * An import must not end the application for a misspelt variable: the defaults hold until `start()`
 * reads the environment again and rejects with the reason.
 */
function variablesAtImport(): Variables {
  try {
    return readVariables(process.env);
  } catch {
    const standard = Object.entries(process.env).filter(([name]) => !name.startsWith('OBS_'));
    return readVariables(Object.fromEntries(standard));
  }
}
