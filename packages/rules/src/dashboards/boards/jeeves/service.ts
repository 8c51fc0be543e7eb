import { jeeves as catalog } from '@obs/semconv';
import { matches, not } from '../../../queries/select.js';
import type { Objective } from '../../../slo/objective.js';
import { chosen } from '../../chosen.js';
import { type Dashboard, dashboard } from '../../dashboard.js';
import { objectiveRow } from '../../objective-row.js';
import { errorRatios, latencies, rates } from '../../signals.js';

const metrics = catalog.metrics;
const noErrorsYet = 'There is a series of errors from the first one on.';

/** What callers see. */
export function service(objectives: readonly Objective[]): Dashboard {
  const where = { path: chosen('path') };
  const clientErrors = { ...where, status_code: matches('4..') };
  const serverErrors = { ...where, status_code: matches('5..') };
  return dashboard({
    name: 'jeeves-service',
    title: 'jeeves: service',
    description: 'What callers see: HTTP requests at the gateway, gRPC requests at the engine.',
    variables: [{ label: 'path', family: metrics.httpRequests }],
    rows: [
      {
        title: 'HTTP',
        panels: [
          rates({
            title: 'Requests',
            description: 'HTTP requests that are answered, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where,
          }),
          rates({
            title: 'Requests by status',
            description: 'HTTP requests that are answered, by status code.',
            of: metrics.httpRequests,
            by: ['status_code'],
            where,
            stacked: true,
          }),
          errorRatios({
            title: 'Server errors',
            description: 'The part of the requests that were answered with 5xx.',
            of: metrics.httpRequests,
            by: ['path'],
            where,
            errors: { status_code: matches('5..') },
          }),
          rates({
            title: '4xx',
            description: 'Requests that the client made wrongly, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where: clientErrors,
            emptyWhenHealthy: noErrorsYet,
          }),
          rates({
            title: '5xx',
            description: 'Requests that the service failed, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where: serverErrors,
            emptyWhenHealthy: noErrorsYet,
          }),
          latencies({
            title: 'Latency, p95, the ten slowest routes',
            description: 'How long 95 of 100 requests take at most.',
            of: metrics.httpRequestDuration,
            by: ['path'],
            where,
            quantiles: [0.95],
            slowest: 10,
            bad: 2,
          }),
        ],
      },
      {
        title: 'gRPC',
        panels: [
          rates({
            title: 'gRPC requests',
            description: 'Requests that the engine ends, by method.',
            of: metrics.grpcRequests,
            by: ['method'],
          }),
          rates({
            title: 'gRPC errors',
            description: 'Requests that did not end in success, by method.',
            of: metrics.grpcRequests,
            by: ['method'],
            where: { status: not('success') },
          }),
          latencies({
            title: 'gRPC latency, p99',
            description: 'How long 99 of 100 requests take at most.',
            of: metrics.grpcRequestDuration,
            by: ['method'],
            quantiles: [0.99],
            bad: 2,
          }),
        ],
      },
      objectiveRow(objectives),
    ],
  });
}
