import { http } from '@obs/semconv';
import type { HttpServerFamilies } from './families.js';

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
