import {
  gateway as gatewayCatalog,
  orchestrator as orchestratorCatalog,
  state as stateCatalog,
} from '@obs/semconv';
import type { Preset } from './preset.js';

/** The tool gateway of the fleet. */
export const gateway = (): Preset => ({
  serviceName: 'gateway-mcp',
  http: {
    requests: {
      metric: gatewayCatalog.metrics.httpRequests,
      labels: { method: 'method', route: 'route', status: 'status_code' },
    },
    duration: {
      metric: gatewayCatalog.metrics.httpRequestDuration,
      labels: { method: 'method', route: 'route' },
    },
  },
  runtime: 'prom-client',
  metricsPort: 'app',
  catalogs: [gatewayCatalog],
});

/** The fleet's coordinator; it names no HTTP families of its own. */
export const orchestrator = (): Preset => ({
  serviceName: 'orchestrator',
  runtime: 'prom-client',
  metricsPort: 'app',
  catalogs: [orchestratorCatalog],
});

/** The fleet's workflow state; it names no HTTP families of its own. */
export const state = (): Preset => ({
  serviceName: 'state-persistence',
  runtime: 'prom-client',
  metricsPort: 'app',
  catalogs: [stateCatalog],
});
