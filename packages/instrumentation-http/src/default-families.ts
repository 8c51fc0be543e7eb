import { defineCatalog, open } from '@obs/semconv';
import type { HttpServerFamilies } from './families.js';

/** RFC 9110's methods, PATCH and QUERY, and the one value for all others. */
const methods = open(11);
const scheme = ['http', 'https'] as const;

const http = defineCatalog({
  domain: 'http',
  owner: 'OpenTelemetry semantic conventions',
  metrics: {
    serverRequestDuration: {
      name: 'http.server.request.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of HTTP server requests.',
      labels: {
        'http.request.method': methods,
        'http.route': open(200),
        'http.response.status_code': open(70),
        'url.scheme': scheme,
        'network.protocol.version': open(4),
        'error.type': open(20),
      },
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    },
    serverActiveRequests: {
      name: 'http.server.active_requests',
      kind: 'updowncounter',
      unit: '{request}',
      description: 'Number of active HTTP server requests.',
      labels: { 'http.request.method': methods, 'url.scheme': scheme },
      stability: 'experimental',
    },
  },
});

/**
 * The families of the OpenTelemetry semantic conventions: `http.server.request.duration` and
 * `http.server.active_requests`. `http.route` is filled with the normalised path where no framework
 * names a route: a limited number of values, see {@link HttpServerOptions.maxPaths}.
 * Source: OpenTelemetry semantic conventions, http/http-metrics.md, "HTTP server".
 */
export const defaultFamilies: HttpServerFamilies = {
  duration: {
    metric: http.metrics.serverRequestDuration,
    labels: {
      method: 'http.request.method',
      route: 'http.route',
      statusCode: 'http.response.status_code',
      scheme: 'url.scheme',
      protocolVersion: 'network.protocol.version',
      errorType: 'error.type',
    },
  },
  active: {
    metric: http.metrics.serverActiveRequests,
    labels: { method: 'http.request.method', scheme: 'url.scheme' },
  },
};
