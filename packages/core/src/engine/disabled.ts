import { createNoopMeter } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { MetricsEngine } from './engine.js';

/** What stands there under `OTEL_SDK_DISABLED=true`: everything answers, nothing is recorded. */
export function disabledEngine(): MetricsEngine {
  const meter = createNoopMeter();
  return {
    name: 'disabled',
    meterProvider: { getMeter: () => meter },
    resource: emptyResource(),
    attach() {},
    heedSpans() {},
    async forceFlush() {},
    async shutdown() {},
  };
}
