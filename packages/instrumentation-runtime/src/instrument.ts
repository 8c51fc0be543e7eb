import type { Meter } from '@opentelemetry/api';
import { checkNames, checkResolution } from './errors.js';
import { openTelemetryGroups } from './opentelemetry/groups.js';
import { recordGarbageCollection } from './opentelemetry/v8.js';
import { recordGarbageCollection as recordPromClient } from './prom-client/garbage-collection.js';
import { promClientGroups } from './prom-client/groups.js';

/**
 * Under which names: `opentelemetry` for those of the semantic conventions, `prom-client` for those
 * of prom-client 15's default metrics, with its meaning and bounds.
 */
export type RuntimeNames = 'opentelemetry' | 'prom-client';

/** What {@link instrumentRuntime} takes. */
export interface RuntimeOptions {
  /** Makes the instruments; any meter of the OpenTelemetry API. */
  readonly meter: Meter;
  /** `opentelemetry` when not given. */
  readonly names?: RuntimeNames;
  /**
   * Milliseconds between samples of the event loop by a timer, 1 to 10,000; the delays contain this
   * interval. When not given: under the names of OpenTelemetry each turn of the loop is measured and no
   * timer is needed, where Node can; under prom-client's, and on older Node, 10.
   */
  readonly eventLoopResolutionMillis?: number;
  /**
   * False: no durations of garbage collections. Node 24 makes an object of 4 KB for each, which the next
   * collection has to copy; what that costs is in the README. True when not given.
   */
  readonly garbageCollection?: boolean;
  /** Called with the error of a group that cannot start; the others do. Silent when not given. */
  readonly onError?: (error: unknown) => void;
}

/** What switches the instrumentation off again. */
export interface RuntimeInstrumentationHandle {
  /** Takes every callback and observer away. A second call does nothing. */
  disable(): void;
}

/**
 * Records process and Node.js metrics. All but garbage collection is read when metrics are collected.
 * Cost between collections: one call for the garbage collections that Node reports at once, and under
 * prom-client's names, on older Node, or with a resolution, the timer of the event-loop sampler, outside
 * JavaScript, which wakes a sleeping process each time (every 10 ms: 0.8 % of a processor when idle).
 *
 * @throws RuntimeInstrumentationError `OBS_RUNTIME_RESOLUTION` for a resolution that is out of range,
 *   `OBS_RUNTIME_NAMES` for names that are neither.
 */
export function instrumentRuntime(options: RuntimeOptions): RuntimeInstrumentationHandle {
  const { meter } = options;
  const { eventLoopResolutionMillis: millis } = options;
  const resolution = millis === undefined ? undefined : checkResolution(millis);
  const names = checkNames(options.names ?? 'opentelemetry');
  const [groups, collections] =
    names === 'prom-client'
      ? [promClientGroups, recordPromClient]
      : [openTelemetryGroups, recordGarbageCollection];
  const wanted = options.garbageCollection === false ? groups : [...groups, collections];
  let stops = wanted.flatMap((start) => {
    try {
      return [start(meter, resolution)];
    } catch (error) {
      options.onError?.(error);
      return [];
    }
  });
  return {
    disable() {
      for (const stop of stops) stop();
      stops = [];
    },
  };
}
