import { http } from '@obs/semconv';
import type { HttpClientFamilies, HttpServerFamilies } from './families.js';

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

/**
 * The semantic conventions' `http.client.request.duration`. The address is always there; a limited
 * number of them, see {@link HttpClientOptions.maxServers}.
 * Source: OpenTelemetry semantic conventions, http/http-metrics.md, "HTTP client".
 */
export const defaultClientFamilies: HttpClientFamilies = {
  duration: {
    metric: http.metrics.clientRequestDuration,
    labels: {
      method: 'http.request.method',
      serverAddress: 'server.address',
      serverPort: 'server.port',
      statusCode: 'http.response.status_code',
      scheme: 'url.scheme',
      protocolVersion: 'network.protocol.version',
      errorType: 'error.type',
    },
  },
};
