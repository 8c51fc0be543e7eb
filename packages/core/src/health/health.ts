import { state } from '../state.js';
import { exposeHealth } from './metric.js';
import type { HealthCheck, HealthOptions, HealthReport } from './registry.js';

/** The health checks of this process, whichever copy of this package registers them. */
export const health = {
  /**
   * Adds a check; the first one brings `service_health_status` into being (1 healthy, 0 down).
   *
   * @param name the same name again replaces the check.
   * @param check sync or async; `false`, a throw, a rejection and no answer in time are unhealthy.
   *   It runs at every scrape, so it should take milliseconds.
   * @param options.timeoutMillis milliseconds that this check may take.
   * @returns takes the check away again.
   * @throws ObsError `OBS_HEALTH_CHECK` for an empty name, a check that is no function, a timeout
   *   that is none, or the 1,001st check.
   */
  register(name: string, check: HealthCheck, options?: HealthOptions): () => void {
    const remove = state().health.register(name, check, options);
    exposeHealth();
    return remove;
  },

  /** Runs every check now. Never rejects. */
  run(): Promise<HealthReport> {
    return state().health.run();
  },
};
