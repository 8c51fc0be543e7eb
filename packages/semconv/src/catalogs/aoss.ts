import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { httpMethods, routes, statusCodes } from './shared.js';

const agent_type = ['general', 'network', 'database', 'security'] as const;
const server_tag = open(200, { default: 'unknown' });
const status = ['Success', 'Failed'] as const;

/**
 * Executions of agents on servers. Users asked for `aoss_executions_completed` and
 * `aoss_self_healing_attempts`: counters end in `_total`, and a recording rule gives the bare names.
 */
export const aoss = standardCatalog({
  domain: 'aoss',
  owner: 'AOSS team',
  metrics: () => ({
    executions: {
      name: 'aoss.executions',
      prometheus: 'aoss_executions_total',
      kind: 'counter',
      unit: '{execution}',
      description: 'Executions that were started.',
      labels: { agent_type, server_tag },
    },
    executionsCompleted: {
      name: 'aoss.executions.completed',
      prometheus: 'aoss_executions_completed_total',
      kind: 'counter',
      unit: '{execution}',
      description: 'Executions that ended, by status.',
      labels: { agent_type, server_tag, status },
    },
    executionSteps: {
      name: 'aoss.execution.steps',
      prometheus: 'aoss_execution_steps_total',
      kind: 'counter',
      unit: '{step}',
      description: 'Steps of executions that ended, by status.',
      labels: { agent_type, status },
    },
    executionErrors: {
      name: 'aoss.execution.errors',
      prometheus: 'aoss_execution_errors_total',
      kind: 'counter',
      unit: '{error}',
      description: 'Errors that executions met, by type.',
      labels: { error_type: open(50), agent_type },
    },
    executionDuration: {
      name: 'aoss.execution.duration',
      prometheus: 'aoss_execution_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one execution took, in seconds, whatever its status.',
      labels: { agent_type, status },
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    },
    activeExecutions: {
      name: 'aoss.active_executions',
      prometheus: 'aoss_active_executions',
      kind: 'updowncounter',
      unit: '{execution}',
      description: 'Executions that are running now.',
      labels: { agent_type },
    },
    selfHealingAttempts: {
      name: 'aoss.self_healing.attempts',
      prometheus: 'aoss_self_healing_attempts_total',
      kind: 'counter',
      unit: '{attempt}',
      description: 'Attempts of an execution to heal itself, by success.',
      labels: { agent_type, success: ['true', 'false'] },
    },
    apiRequests: {
      name: 'aoss.api.requests',
      prometheus: 'aoss_api_requests_total',
      kind: 'counter',
      unit: '{request}',
      description: 'HTTP requests that the API answered.',
      labels: { method: httpMethods, endpoint: routes, status: statusCodes },
      zero: false,
    },
    dbOperations: {
      name: 'aoss.db.operations',
      prometheus: 'aoss_db_operations_total',
      kind: 'counter',
      unit: '{operation}',
      description: 'Database operations that ended, by status.',
      labels: { operation: open(50), status },
    },
    complianceChecks: {
      name: 'aoss.compliance.checks',
      prometheus: 'aoss_compliance_checks_total',
      kind: 'counter',
      unit: '{check}',
      description: 'Compliance checks of executions, by result.',
      labels: { agent_type, result: ['passed', 'failed'] },
    },
  }),
});
