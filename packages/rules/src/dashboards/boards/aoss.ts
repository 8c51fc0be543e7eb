import { aoss as catalog } from '@obs/semconv';
import { ratio, sum, times } from '../../queries/combine.js';
import { increase, matches, rate, total, value } from '../../queries/select.js';
import type { Objective } from '../../slo/objective.js';
import { chosen } from '../chosen.js';
import { type Dashboard, dashboard } from '../dashboard.js';
import { objectiveRow } from '../objective-row.js';
import { bars, lines, number } from '../panel.js';
import { scrapeRow, targetsUp } from '../shared-rows.js';
import { errorRatios, latencies, levels, rates } from '../signals.js';

const metrics = catalog.metrics;

/** Executions of agents, from throughput to self-healing. */
export function aossDashboard(objectives: readonly Objective[]): Dashboard {
  const where = { agent_type: chosen('agent_type') };
  const succeeded = { ...where, status: 'Success' } as const;
  return dashboard({
    name: 'aoss',
    title: 'AOSS',
    description: 'Executions of agents on servers: how many, how well, how they heal.',
    variables: [{ label: 'agent_type', family: metrics.executions }],
    rows: [
      {
        title: 'At a glance',
        panels: [
          targetsUp('aoss-backend', 4),
          number({
            title: 'Executions',
            description: 'Executions since the service started.',
            unit: 'count',
            queries: [{ of: sum(total(metrics.executions, where)), legend: 'executions' }],
          }),
          number({
            title: 'Running',
            description: 'Executions that are running now.',
            unit: 'count',
            queries: [{ of: sum(value(metrics.activeExecutions, where)), legend: 'running' }],
          }),
          number({
            title: 'Success rate',
            description: 'The part of the executions that ended in success.',
            unit: 'ratio',
            thresholds: [
              { from: Number.NEGATIVE_INFINITY, means: 'bad' },
              { from: 0.9, means: 'warning' },
              { from: 0.95, means: 'good' },
            ],
            queries: [
              {
                of: ratio(
                  sum(rate(metrics.executionsCompleted, '5m', succeeded)),
                  sum(rate(metrics.executionsCompleted, '5m', where)),
                ),
                legend: 'success',
              },
            ],
          }),
          number({
            title: 'Self-healing',
            description: 'The part of the attempts to self-heal that succeeded.',
            unit: 'ratio',
            queries: [
              {
                of: ratio(
                  sum(rate(metrics.selfHealingAttempts, '5m', { ...where, success: 'true' })),
                  sum(rate(metrics.selfHealingAttempts, '5m', where)),
                ),
                legend: 'healed',
              },
            ],
          }),
          number({
            title: 'Failed steps',
            description: 'Steps that failed in the last hour.',
            unit: 'count',
            queries: [
              {
                of: sum(increase(metrics.executionSteps, '1h', { ...where, status: 'Failed' })),
                legend: 'failed',
              },
            ],
          }),
        ],
      },
      {
        title: 'Executions',
        panels: [
          lines({
            title: 'Throughput',
            description: 'Executions that are started, by type of agent.',
            unit: 'per minute',
            queries: [
              {
                of: times(sum(rate(metrics.executions, '1m', where), ['agent_type']), 60),
                legend: '{{agent_type}}',
              },
            ],
          }),
          levels({
            title: 'Running executions',
            description: 'Executions that are running, by type of agent.',
            of: metrics.activeExecutions,
            by: ['agent_type'],
            where,
          }),
          latencies({
            title: 'Duration',
            description: 'Median, and how long 95 and 99 of 100 executions take at most.',
            of: metrics.executionDuration,
            where,
          }),
          errorRatios({
            title: 'Failed executions',
            description: 'The part of the executions that failed, by type of agent.',
            of: metrics.executionsCompleted,
            by: ['agent_type'],
            where,
            errors: { status: 'Failed' },
          }),
          rates({
            title: 'Errors',
            description: 'Errors that executions met, by type.',
            of: metrics.executionErrors,
            by: ['error_type'],
            where,
            emptyWhenHealthy: 'There is a series from the first error of a type on.',
          }),
          rates({
            title: 'Self-healing attempts',
            description: 'Attempts to self-heal, by whether they succeeded.',
            of: metrics.selfHealingAttempts,
            by: ['success'],
            where,
            stacked: true,
          }),
          bars({
            title: 'Executions by type of agent',
            description: 'Executions since the service started.',
            unit: 'count',
            queries: [
              {
                of: sum(total(metrics.executions, where), ['agent_type']),
                legend: '{{agent_type}}',
              },
            ],
          }),
          rates({
            title: 'Steps',
            description: 'Steps of executions that ended, by status.',
            of: metrics.executionSteps,
            by: ['status'],
            where,
            stacked: true,
          }),
          rates({
            title: 'Compliance checks',
            description: 'Compliance checks of executions, by result.',
            of: metrics.complianceChecks,
            by: ['result'],
            where,
            stacked: true,
          }),
        ],
      },
      {
        title: 'API and database',
        panels: [
          rates({
            title: 'API requests',
            description: 'HTTP requests that the API answers, by status code.',
            of: metrics.apiRequests,
            by: ['status'],
            stacked: true,
          }),
          errorRatios({
            title: 'API server errors',
            description: 'The part of the requests that were answered with 5xx.',
            of: metrics.apiRequests,
            errors: { status: matches('5..') },
          }),
          rates({
            title: 'Database operations',
            description: 'Database operations that ended, by operation and status.',
            of: metrics.dbOperations,
            by: ['operation', 'status'],
          }),
        ],
      },
      objectiveRow(objectives),
      scrapeRow('aoss-backend'),
    ],
  });
}
