import { open } from '../catalog/label.js';
import type { MetricDefinition } from '../catalog/metric.js';

/**
 * The methods of RFC 9110 and PATCH, and the one value for all others: what a client sends may not
 * make series. Source: OpenTelemetry semantic conventions, `http.request.method`.
 */
export const httpMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  '_OTHER',
] as const;

/** Route templates, never raw paths. */
export const routes = open(200);

/** Three digits; 62 are registered and a few more are in use. */
export const statusCodes = open(70);

export const httpDurationBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/**
 * The names of gRPC's status codes 1 to 16, in their order.
 * Source: the gRPC specification, statuscodes.md.
 */
export const grpcErrorCodes = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** All of them, 0 to 16. */
export const grpcStatusCodes = ['OK', ...grpcErrorCodes] as const;

/** Providers of large language models, and the models of all of them. */
export const llmProviders = open(20);
export const llmModels = open(100);

/** The HTTP families under their plain names, for services that have no prefix of their own. */
export const httpServiceMetrics = {
  httpRequests: {
    name: 'http.requests',
    prometheus: 'http_requests_total',
    kind: 'counter',
    unit: '{request}',
    description: 'HTTP requests that the service answered.',
    labels: { method: httpMethods, status: statusCodes, endpoint: routes },
    // A zero for each of ten methods that an endpoint may never be called with helps nobody.
    zero: false,
  },
  httpRequestDuration: {
    name: 'http.request.duration',
    prometheus: 'http_request_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the arrival of an HTTP request to the end of its response, in seconds.',
    buckets: httpDurationBuckets,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** What every service says of itself. */
export const serviceMetrics = {
  healthStatus: {
    name: 'service.health.status',
    prometheus: 'service_health_status',
    kind: 'observablegauge',
    description: 'Health of the service by its own checks: 1 is healthy, 0 is down.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
