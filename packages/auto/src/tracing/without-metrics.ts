import { metrics } from '@opentelemetry/api';

/**
 * Official instrumentations make their instruments when they are constructed, on the global meter.
 * This project has its own: without a global meter for that moment, nothing is counted twice.
 */
export function withoutMetrics<T>(construct: () => T): T {
  const provider = metrics.getMeterProvider();
  metrics.disable();
  try {
    return construct();
  } finally {
    metrics.setGlobalMeterProvider(provider);
  }
}
