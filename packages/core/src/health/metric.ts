import { service } from '@obs/semconv';
import { instruments } from '../instruments/instruments.js';
import { state } from '../state.js';

/**
 * Exposes the registry's verdict as `service_health_status`, asked anew at every collection.
 * Once a process; later calls do nothing.
 */
export function exposeHealth(): void {
  const current = state();
  if (current.healthExposed) return;
  current.healthExposed = true;
  instruments(service).healthStatus.observe(async (observe) => {
    const { healthy } = await current.health.run();
    observe(healthy ? 1 : 0);
  });
}
