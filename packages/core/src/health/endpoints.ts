import type { Handler } from '@obs/exporter-prometheus';
import type { HealthRegistry } from './registry.js';

/**
 * Handlers for `/health` (do the checks pass?) and `/ready` (may traffic come: checks pass and the
 * process is not shutting down). 200 or 503 with a JSON body that names the checks; why a check
 * failed is in the log only, because reasons carry host names and credentials.
 */
export function healthHandlers(
  health: HealthRegistry,
  isEnding: () => boolean,
): { health: Handler; ready: Handler } {
  const answer =
    (mayServe: () => boolean): Handler =>
    async () => {
      const { healthy, checks } = await health.run();
      const up = healthy && mayServe();
      const body = JSON.stringify({ status: up ? 'up' : 'down', checks });
      return {
        status: up ? 200 : 503,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
        body: new TextEncoder().encode(body),
      };
    };
  return { health: answer(() => true), ready: answer(() => !isEnding()) };
}
