import { aoss as catalog } from '@obs/semconv';
import type { Preset } from './preset.js';

export const aoss = (): Preset => ({
  serviceName: 'aoss-backend',
  http: {
    requests: {
      metric: catalog.metrics.apiRequests,
      labels: { method: 'method', route: 'endpoint', status: 'status' },
    },
  },
  runtime: false,
  metricsPort: 'app',
  catalogs: [catalog],
});
