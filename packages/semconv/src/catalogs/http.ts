import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { routes, statusCodes } from './shared.js';

const method = open(11);
const scheme = ['http', 'https'] as const;
const version = open(4);
const errorType = open(50);
const buckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/**
 * The HTTP metrics of the OpenTelemetry semantic conventions. Some attributes exist only sometimes
 * (`error.type`, `http.route`): record these families through {@link createInstrument}, which takes
 * any attributes; typed instruments ask for every declared label.
 * Source: OpenTelemetry semantic conventions 1.x, http/http-metrics.md.
 */
export const http = standardCatalog({
  domain: 'http',
  owner: 'OpenTelemetry semantic conventions',
  metrics: () => ({
    serverRequestDuration: {
      name: 'http.server.request.duration',
      prometheus: 'http_server_request_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of HTTP server requests.',
      labels: {
        'http.request.method': method,
        'http.route': routes,
        'http.response.status_code': statusCodes,
        'url.scheme': scheme,
        'network.protocol.version': version,
        'error.type': errorType,
      },
      buckets,
    },
    serverActiveRequests: {
      name: 'http.server.active_requests',
      prometheus: 'http_server_active_requests',
      kind: 'updowncounter',
      unit: '{request}',
      description: 'Number of active HTTP server requests.',
      labels: { 'http.request.method': method, 'url.scheme': scheme },
      stability: 'experimental',
    },
    clientRequestDuration: {
      name: 'http.client.request.duration',
      prometheus: 'http_client_request_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of HTTP client requests.',
      labels: {
        'http.request.method': method,
        'server.address': open(100),
        'server.port': open(100),
        'http.response.status_code': statusCodes,
        'url.scheme': scheme,
        'network.protocol.version': version,
        'error.type': errorType,
      },
      buckets,
    },
  }),
});
