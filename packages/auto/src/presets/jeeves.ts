import type { GrpcFamilies } from '@obs/instrumentation-grpc';
import { jeeves as catalog } from '@obs/semconv';
import type { Preset } from './preset.js';

/** The same families that the recorder's interceptors record; a call is counted by one of the two. */
const grpc = (): GrpcFamilies => ({
  server: {
    requests: {
      metric: catalog.metrics.grpcRequests,
      labels: { path: 'method', status: 'status' },
    },
    duration: { metric: catalog.metrics.grpcRequestDuration, labels: { path: 'method' } },
  },
});

/** The HTTP gateway in front of the engine. */
export const jeeves = (): Preset => ({
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
  grpc: grpc(),
  runtime: false,
  metricsPort: 'app',
});

/** The gRPC engine, which has no HTTP port of its own: its metrics are on `METRICS_PORT`. */
export const jeevesEngine = (): Preset => ({
  serviceName: 'jeeves-engine',
  http: false,
  grpc: grpc(),
  runtime: false,
  metricsPort: 9090,
  metricsPortVariable: 'METRICS_PORT',
  catalogs: [catalog],
});
