import { defineCatalog } from '../catalog/catalog.js';
import { httpServiceMetrics, serviceMetrics } from './shared.js';

/** `http_requests_total` and `http_request_duration_seconds`, which several services share. */
export const httpService = defineCatalog({
  domain: 'http-service',
  owner: 'each service',
  metrics: httpServiceMetrics,
});

/** `service_health_status`, read from the service's health checks at every collection. */
export const service = defineCatalog({
  domain: 'service',
  owner: 'each service',
  metrics: serviceMetrics,
});
