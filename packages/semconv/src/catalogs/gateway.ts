import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { httpDurationBuckets, httpMethods, routes, statusCodes } from './shared.js';

const operation = open(100);

/** The fleet's tool gateway: its own requests, its calls to Linear, its OAuth flows. */
export const gateway = standardCatalog({
  domain: 'gateway',
  owner: 'gateway team',
  metrics: () => ({
    httpRequests: {
      name: 'gateway.http.requests',
      prometheus: 'gateway_http_requests_total',
      kind: 'counter',
      unit: '{request}',
      description: 'HTTP requests that the gateway answered.',
      labels: { method: httpMethods, route: routes, status_code: statusCodes },
      zero: false,
    },
    httpRequestDuration: {
      name: 'gateway.http.request.duration',
      prometheus: 'gateway_http_request_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        'Time from the arrival of an HTTP request to the end of its response, in seconds.',
      labels: { method: httpMethods, route: routes },
      buckets: httpDurationBuckets,
    },
    linearApiCalls: {
      name: 'gateway.linear.api.calls',
      prometheus: 'gateway_linear_api_calls_total',
      kind: 'counter',
      unit: '{call}',
      description: 'Calls from the gateway to the Linear API that ended, by status.',
      labels: { operation, status: ['success', 'error'] },
    },
    linearApiDuration: {
      name: 'gateway.linear.api.duration',
      prometheus: 'gateway_linear_api_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one call to the Linear API took, in seconds, whatever its status.',
      labels: { operation },
      buckets: httpDurationBuckets,
    },
    oauthFlows: {
      name: 'gateway.oauth.flows',
      prometheus: 'gateway_oauth_flows_total',
      kind: 'counter',
      unit: '{flow}',
      description: 'OAuth flows that ended, by outcome.',
      labels: { provider: open(20), outcome: ['completed', 'denied', 'expired', 'error'] },
    },
  }),
});
