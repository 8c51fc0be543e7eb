import { standardCatalog } from '../catalog/standard.js';
import { httpServiceMetrics, serviceMetrics } from './shared.js';

/** `http_requests_total` and `http_request_duration_seconds`, which several services share. */
export const httpService = standardCatalog({
  domain: 'http-service',
  owner: 'each service',
  metrics: () => httpServiceMetrics,
});

/** `service_health_status`, read from the service's health checks at every collection. */
export const service = standardCatalog({
  domain: 'service',
  owner: 'each service',
  metrics: () => serviceMetrics,
});
