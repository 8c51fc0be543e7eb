import { gateway, orchestrator, state } from '@obs/semconv';
import { sum, times, topk } from '../../queries/combine.js';
import { increase, matches, oneOf, rate } from '../../queries/select.js';
import type { Objective } from '../../slo/objective.js';
import { chosen } from '../chosen.js';
import { type Dashboard, dashboard } from '../dashboard.js';
import { objectiveRow } from '../objective-row.js';
import { bars, lines, number } from '../panel.js';
import { processRow, scrapeRow, targetsUp } from '../shared-rows.js';
import { errorRatios, latencies, rates } from '../signals.js';

/** The four dashboards of the fleet. */
export function fleetDashboards(objectives: readonly Objective[]): Dashboard[] {
  return [gatewayDashboard(objectives), stateDashboard(), orchestratorDashboard(), llmDashboard()];
}

function gatewayDashboard(objectives: readonly Objective[]): Dashboard {
  const metrics = gateway.metrics;
  const where = { route: chosen('route') };
  return dashboard({
    name: 'fleet-gateway',
    title: 'Fleet: gateway',
    description: "The agents' tool gateway: its requests, its calls to Linear, its OAuth flows.",
    variables: [{ label: 'route', family: metrics.httpRequests }],
    rows: [
      {
        title: 'HTTP',
        panels: [
          targetsUp(oneOf('gateway-mcp', 'orchestrator', 'state-persistence'), 24),
          rates({
            title: 'Requests',
            description: 'HTTP requests that are answered, by route.',
            of: metrics.httpRequests,
            by: ['route'],
            where,
          }),
          errorRatios({
            title: 'Server errors',
            description: 'The part of the requests that were answered with 5xx.',
            of: metrics.httpRequests,
            by: ['route'],
            where,
            errors: { status_code: matches('5..') },
          }),
          latencies({
            title: 'Latency',
            description: 'Median, and how long 95 and 99 of 100 requests take at most.',
            of: metrics.httpRequestDuration,
            where,
            bad: 2,
          }),
        ],
      },
      {
        title: 'Outgoing',
        panels: [
          rates({
            title: 'Calls to Linear',
            description: 'Calls that end, by operation and status.',
            of: metrics.linearApiCalls,
            by: ['operation', 'status'],
          }),
          latencies({
            title: 'Duration of a call to Linear, p95',
            description: 'How long 95 of 100 calls take at most.',
            of: metrics.linearApiDuration,
            by: ['operation'],
            quantiles: [0.95],
          }),
          rates({
            title: 'OAuth flows',
            description: 'Flows that end, by outcome.',
            of: metrics.oauthFlows,
            by: ['outcome'],
            stacked: true,
          }),
        ],
      },
      objectiveRow(objectives),
      processRow('gateway-mcp'),
      scrapeRow('gateway-mcp'),
    ],
  });
}

function stateDashboard(): Dashboard {
  const metrics = state.metrics;
  return dashboard({
    name: 'fleet-state',
    title: 'Fleet: state',
    description: 'What keeps the workflows: its database, transitions and completions.',
    rows: [
      {
        title: 'Workflows',
        panels: [
          latencies({
            title: 'Database queries, p95',
            description: 'How long 95 of 100 queries take at most, by operation.',
            of: metrics.dbQueryDuration,
            by: ['operation'],
            quantiles: [0.95],
          }),
          rates({
            title: 'Transitions',
            description: 'Changes of workflows from one state to another.',
            of: metrics.transitions,
            by: ['from', 'to'],
          }),
          rates({
            title: 'Completions',
            description: 'Workflows that end, by outcome.',
            of: metrics.workflowCompletions,
            by: ['outcome'],
            stacked: true,
          }),
        ],
      },
      processRow('state-persistence'),
      scrapeRow('state-persistence'),
    ],
  });
}

function orchestratorDashboard(): Dashboard {
  const metrics = orchestrator.metrics;
  return dashboard({
    name: 'fleet-orchestrator',
    title: 'Fleet: orchestrator',
    description: 'Tasks, the agents that were chosen for them, approvals by humans.',
    variables: [{ label: 'agent', family: metrics.tasks }],
    rows: [
      {
        title: 'Tasks',
        panels: [
          lines({
            title: 'Task throughput',
            description: 'Tasks that end, by outcome.',
            unit: 'per minute',
            stacked: true,
            queries: [
              {
                of: times(
                  sum(rate(metrics.tasks, '5m', { agent: chosen('agent') }), ['outcome']),
                  60,
                ),
                legend: '{{outcome}}',
              },
            ],
          }),
          errorRatios({
            title: 'Failed tasks',
            description: 'The part of the tasks of an agent that failed.',
            of: metrics.tasks,
            by: ['agent'],
            where: { agent: chosen('agent') },
            errors: { outcome: 'failed' },
          }),
          latencies({
            title: 'Duration of a task, p95',
            description: 'How long 95 of 100 tasks take at most.',
            of: metrics.taskDuration,
            by: ['agent'],
            where: { agent: chosen('agent') },
            quantiles: [0.95],
          }),
        ],
      },
      {
        title: 'Choices and approvals',
        panels: [
          rates({
            title: 'Agent selections',
            description: 'How often an agent is selected, by agent and reason.',
            of: metrics.agentSelections,
            by: ['agent', 'reason'],
            where: { agent: chosen('agent') },
          }),
          rates({
            title: 'Approvals',
            description: "Requests for a human's approval that end, by outcome.",
            of: metrics.hitlApprovals,
            by: ['outcome'],
            stacked: true,
          }),
          latencies({
            title: 'Wait for an approval',
            description: 'How long a request waits for a human, whatever the human decides.',
            of: metrics.hitlApprovalWait,
            quantiles: [0.5, 0.95],
          }),
        ],
      },
      processRow('orchestrator'),
      scrapeRow('orchestrator'),
    ],
  });
}

function llmDashboard(): Dashboard {
  const metrics = orchestrator.metrics;
  const where = { provider: chosen('provider') };
  return dashboard({
    name: 'fleet-llm-tokens',
    title: 'Fleet: LLM tokens',
    description: 'Tokens that go into and come out of large language models, and what they cost.',
    variables: [{ label: 'provider', family: metrics.llmTokens }],
    rows: [
      {
        title: 'Tokens',
        panels: [
          rates({
            title: 'Tokens by type',
            description: 'Tokens in (prompt) and out (completion).',
            of: metrics.llmTokens,
            by: ['type'],
            where,
            stacked: true,
          }),
          rates({
            title: 'Tokens by model',
            description: 'Tokens in and out, by model.',
            of: metrics.llmTokens,
            by: ['model'],
            where,
          }),
          bars({
            title: 'Tokens of the day',
            description: 'Tokens of the last 24 hours, the ten models with most of them.',
            unit: 'count',
            queries: [
              {
                of: topk(10, sum(increase(metrics.llmTokens, '1d', where), ['model'])),
                legend: '{{model}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Cost',
        panels: [
          number({
            title: 'Last hour',
            description: 'US dollars of the last hour. The alert is at 10.',
            unit: 'dollars',
            thresholds: [
              { from: 5, means: 'warning' },
              { from: 10, means: 'bad' },
            ],
            queries: [{ of: sum(increase(metrics.llmCost, '1h', where)), legend: 'last hour' }],
          }),
          number({
            title: 'Last 24 hours',
            description: 'US dollars of the last day.',
            unit: 'dollars',
            queries: [{ of: sum(increase(metrics.llmCost, '1d', where)), legend: 'last 24 hours' }],
          }),
          lines({
            title: 'US dollars an hour, by model',
            description: 'What the last hour cost, by model.',
            unit: 'dollars',
            stacked: true,
            width: 16,
            queries: [
              { of: sum(increase(metrics.llmCost, '1h', where), ['model']), legend: '{{model}}' },
            ],
          }),
        ],
      },
    ],
  });
}
