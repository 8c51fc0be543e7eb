import { gateway, orchestrator, process, state } from '@obs/semconv';
import { fleetDashboards } from '../dashboards/boards/fleet.js';
import { matches } from '../queries/select.js';
import { errorRatio, latency, spending } from '../rules/signals.js';
import { faster, objective, successes } from '../slo/objective.js';
import { defineSystem } from '../system/system.js';

const serverErrors = { status_code: matches('5..') };
const cluster = 'dev-tools';

/** The agents' tool gateway, their orchestrator and what keeps their workflows. */
export const fleet = defineSystem({
  name: 'fleet',
  title: 'Fleet',
  description: "The agents' tool gateway, their orchestrator, and what keeps their workflows.",
  catalogs: [gateway, orchestrator, state, process],
  pushed: true,
  jobs: [
    {
      name: 'gateway-mcp',
      target: 'gateway-mcp:8000',
      labels: { cluster, role: 'tool-gateway', service: 'gateway-mcp' },
      witness: process.metrics.startTime,
    },
    {
      name: 'orchestrator',
      target: 'orchestrator:8001',
      labels: { cluster, agent_type: 'coordinator', service: 'orchestrator' },
      witness: orchestrator.metrics.hitlApprovals,
    },
    {
      name: 'state-persistence',
      target: 'state-persistence:8008',
      labels: { cluster, role: 'workflow-state', service: 'state-persistence' },
      witness: state.metrics.workflowCompletions,
    },
    {
      name: 'prometheus',
      target: 'prometheus:9090',
      labels: { cluster, role: 'metrics-storage', service: 'prometheus' },
      comment: 'Prometheus itself.',
      monitor: 'none',
    },
  ],
  rules: [
    errorRatio({
      alert: 'GatewayHttpErrorRatioHigh',
      subject: 'HTTP requests',
      of: gateway.metrics.httpRequests,
      errors: serverErrors,
      severity: 'page',
    }),
    latency({
      alert: 'GatewayHttpLatencyHigh',
      subject: 'HTTP requests',
      of: gateway.metrics.httpRequestDuration,
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'GatewayLinearErrorRatioHigh',
      subject: 'calls to Linear',
      of: gateway.metrics.linearApiCalls,
      by: ['operation'],
      errors: { status: 'error' },
      severity: 'ticket',
    }),
    latency({
      alert: 'StateQueryLatencyHigh',
      subject: 'database queries',
      of: state.metrics.dbQueryDuration,
      by: ['operation'],
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'StateWorkflowFailureRatioHigh',
      subject: 'workflows',
      of: state.metrics.workflowCompletions,
      errors: { outcome: 'failed' },
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'OrchestratorTaskFailureRatioHigh',
      subject: 'tasks',
      of: orchestrator.metrics.tasks,
      by: ['agent'],
      errors: { outcome: 'failed' },
      severity: 'page',
    }),
    spending({
      alert: 'OrchestratorLlmCostHigh',
      of: orchestrator.metrics.llmCost,
      severity: 'page',
    }),
    {
      objectives: [
        objective({
          name: 'gateway-http-availability',
          percent: 99.5,
          of: successes(gateway.metrics.httpRequests, serverErrors),
        }),
        objective({
          name: 'gateway-http-latency',
          percent: 99,
          of: faster(gateway.metrics.httpRequestDuration, 1),
        }),
      ],
    },
  ],
  dashboards: fleetDashboards,
});
