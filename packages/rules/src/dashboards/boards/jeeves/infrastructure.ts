import { jeeves as catalog } from '@obs/semconv';
import { not, oneOf } from '../../../queries/select.js';
import { type Dashboard, dashboard } from '../../dashboard.js';
import { scrapeRow, targetsUp } from '../../shared-rows.js';
import { errorRatios, rates } from '../../signals.js';

const metrics = catalog.metrics;
const job = oneOf('jeeves-grpc', 'jeeves-http-gateway', 'jeeves-orchestrator');

/** The processes, and the network between them. */
export function infrastructure(): Dashboard {
  return dashboard({
    name: 'jeeves-infrastructure',
    title: 'jeeves: infrastructure',
    description: 'Whether the processes are there, and what the network between them does.',
    rows: [
      {
        title: 'Targets',
        panels: [
          targetsUp(job, 24),
          rates({
            title: 'Load of each HTTP service',
            description: 'HTTP requests that each process answers.',
            of: metrics.httpRequests,
            by: ['job'],
          }),
          rates({
            title: 'gRPC by status',
            description: 'Requests that the engine ends, by the status that its callers see.',
            of: metrics.grpcRequests,
            by: ['status'],
            stacked: true,
          }),
          errorRatios({
            title: 'gRPC errors by method',
            description: 'The part of the requests of a method that did not end in success.',
            of: metrics.grpcRequests,
            by: ['method'],
            errors: { status: not('success') },
          }),
        ],
      },
      scrapeRow(job),
    ],
  });
}
