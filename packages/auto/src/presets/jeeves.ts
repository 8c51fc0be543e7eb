import { jeeves as catalog } from '@obs/semconv';
import { definePreset } from './preset.js';

/** The HTTP gateway in front of the engine. */
export const jeeves = definePreset({
  serviceName: 'jeeves-gateway',
  http: {
    requests: {
      metric: catalog.metrics.httpRequests,
      labels: { method: 'method', route: 'path', status: 'status_code' },
    },
    duration: {
      metric: catalog.metrics.httpRequestDuration,
      labels: { method: 'method', route: 'path' },
    },
  },
  metricsPort: 'app',
});

/** The gRPC engine, which has no HTTP port of its own: its metrics are on `METRICS_PORT`. */
export const jeevesEngine = definePreset({
  serviceName: 'jeeves-engine',
  http: false,
  metricsPort: 9090,
  metricsPortVariable: 'METRICS_PORT',
  catalogs: [catalog],
});
