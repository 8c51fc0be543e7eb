import type { HttpServerFamilies } from '@obs/instrumentation-http';
import { httpService } from '@obs/semconv';

/** `http_requests_total` and the unlabelled `http_request_duration_seconds`. */
export const httpServiceFamilies = (): HttpServerFamilies => ({
  requests: {
    metric: httpService.metrics.httpRequests,
    labels: { method: 'method', status: 'status', route: 'endpoint' },
  },
  duration: { metric: httpService.metrics.httpRequestDuration, labels: {} },
});
