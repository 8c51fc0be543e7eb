import { duplex, executives, governance, httpService, service } from '@obs/semconv';
import { max, ratio, sum, times } from '../../queries/combine.js';
import { matches, oneOf, rate, value } from '../../queries/select.js';
import type { Objective } from '../../slo/objective.js';
import { type Dashboard, dashboard } from '../dashboard.js';
import { objectiveRow } from '../objective-row.js';
import { lines, number } from '../panel.js';
import { scrapeRow, targetsUp } from '../shared-rows.js';
import { errorRatios, latencies, levels, rates } from '../signals.js';

const { httpRequests, httpRequestDuration } = httpService.metrics;
const job = oneOf('executives', 'governance', 'voila-duplex');

/** What the three services do, and whether they are well. */
export function systemHealth(objectives: readonly Objective[]): Dashboard {
  const { analyses, analysisFailures, analysisDuration, consensusScore } = executives.metrics;
  const { deliberations, deliberationDuration, votes, policyViolations } = governance.metrics;
  return dashboard({
    name: 'system-health',
    title: 'Engine Orchestration & System Health',
    description:
      'Executives, governance and voice sessions: whether they are up, and what they do.',
    rows: [
      {
        title: 'Health',
        panels: [
          targetsUp(job, 10),
          number({
            title: 'Health checks',
            description:
              'What each service says of itself: its database and whatever else it needs.',
            unit: 'up',
            width: 10,
            queries: [
              { of: max(value(service.metrics.healthStatus, { job }), ['job']), legend: '{{job}}' },
            ],
          }),
          number({
            title: 'Voice sessions',
            description: 'Duplex sessions that are open now.',
            unit: 'count',
            queries: [{ of: sum(value(duplex.metrics.sessionsActive)), legend: 'open' }],
          }),
          rates({
            title: 'HTTP requests',
            description: 'Requests that each service answers.',
            of: httpRequests,
            by: ['job'],
            where: { job },
          }),
          errorRatios({
            title: 'HTTP server errors',
            description: 'The part of the requests that were answered with 5xx.',
            of: httpRequests,
            by: ['job'],
            where: { job },
            errors: { status: matches('5..') },
          }),
          latencies({
            title: 'HTTP latency, p95',
            description: 'How long 95 of 100 requests take at most.',
            of: httpRequestDuration,
            by: ['job'],
            where: { job },
            quantiles: [0.95],
            bad: 2,
          }),
        ],
      },
      {
        title: 'Executives',
        panels: [
          lines({
            title: 'Analyses',
            description: 'Analyses that each executive ends, failed ones included.',
            unit: 'per minute',
            width: 6,
            queries: [
              { of: times(sum(rate(analyses, '5m'), ['executive']), 60), legend: '{{executive}}' },
            ],
          }),
          lines({
            title: 'Failed analyses',
            description: 'The part of the analyses that failed.',
            unit: 'ratio',
            width: 6,
            thresholds: [{ from: 0.05, means: 'bad' }],
            queries: [
              {
                of: ratio(
                  sum(rate(analysisFailures, '5m'), ['executive']),
                  sum(rate(analyses, '5m'), ['executive']),
                ),
                legend: '{{executive}}',
              },
            ],
          }),
          latencies({
            title: 'Duration of an analysis, p95',
            description: 'How long 95 of 100 analyses take at most.',
            of: analysisDuration,
            by: ['executive'],
            quantiles: [0.95],
            width: 8,
          }),
          number({
            title: 'Consensus',
            description: 'How far the executives agree: 0 not at all, 1 fully.',
            unit: 'ratio',
            thresholds: [
              { from: Number.NEGATIVE_INFINITY, means: 'bad' },
              { from: 0.4, means: 'warning' },
              { from: 0.7, means: 'good' },
            ],
            queries: [{ of: max(value(consensusScore)), legend: 'consensus' }],
          }),
        ],
      },
      {
        title: 'Governance',
        panels: [
          lines({
            title: 'Deliberations',
            description: 'Deliberations that end, with or without a decision.',
            unit: 'per minute',
            width: 6,
            queries: [{ of: times(sum(rate(deliberations, '5m')), 60), legend: 'deliberations' }],
          }),
          latencies({
            title: 'Duration of a deliberation',
            description: 'Median, and how long 95 and 99 of 100 take at most.',
            of: deliberationDuration,
            width: 6,
          }),
          rates({
            title: 'Votes',
            description: 'Votes that are closed, by their outcome.',
            of: votes,
            by: ['outcome'],
            stacked: true,
            width: 6,
          }),
          rates({
            title: 'Policy violations',
            description: 'Violations that governance found, by policy.',
            of: policyViolations,
            by: ['policy'],
            width: 6,
            emptyWhenHealthy: 'There are series from the first violation of a policy on.',
          }),
        ],
      },
      {
        title: 'Voila Duplex',
        panels: [
          levels({
            title: 'Open sessions',
            description: 'Duplex sessions that are open.',
            of: duplex.metrics.sessionsActive,
            width: 6,
          }),
          rates({
            title: 'Sessions opened',
            description: 'How often a session is opened.',
            of: duplex.metrics.sessions,
            width: 6,
          }),
          latencies({
            title: 'Round trip',
            description:
              'From the service to a client and back. Above 300 ms a conversation stumbles.',
            of: duplex.metrics.rtt,
            bad: 0.3,
            width: 8,
          }),
          number({
            title: 'Audio quality',
            description: 'Mean opinion score: 1 bad, 5 excellent.',
            unit: 'score',
            thresholds: [
              { from: Number.NEGATIVE_INFINITY, means: 'bad' },
              { from: 3, means: 'warning' },
              { from: 4, means: 'good' },
            ],
            queries: [{ of: max(value(duplex.metrics.audioQualityScore)), legend: 'score' }],
          }),
        ],
      },
      objectiveRow(objectives),
      scrapeRow(job),
    ],
  });
}
