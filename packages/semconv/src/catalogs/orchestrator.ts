import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { llmModels, llmProviders } from './shared.js';

const agent = open(100);

/** The fleet's orchestrator: tasks, the agents chosen for them, approvals by humans, and their cost. */
export const orchestrator = standardCatalog({
  domain: 'orchestrator',
  owner: 'orchestrator team',
  metrics: () => ({
    tasks: {
      name: 'orchestrator.tasks',
      prometheus: 'orchestrator_tasks_total',
      kind: 'counter',
      unit: '{task}',
      description: 'Tasks that an agent ended, by outcome.',
      labels: { agent, outcome: ['completed', 'failed', 'cancelled'] },
    },
    taskDuration: {
      name: 'orchestrator.task.duration',
      prometheus: 'orchestrator_task_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that an agent took for one task, in seconds, whatever its outcome.',
      labels: { agent },
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    },
    agentSelections: {
      name: 'orchestrator.agent.selections',
      prometheus: 'orchestrator_agent_selections_total',
      kind: 'counter',
      unit: '{selection}',
      description: 'Times that an agent was selected for a task, by reason.',
      labels: { agent, reason: open(20) },
    },
    hitlApprovals: {
      name: 'orchestrator.hitl.approvals',
      prometheus: 'orchestrator_hitl_approvals_total',
      kind: 'counter',
      unit: '{approval}',
      description: "Requests for a human's approval that ended, by outcome.",
      labels: { outcome: ['approved', 'rejected', 'timeout'] },
    },
    hitlApprovalWait: {
      name: 'orchestrator.hitl.approval.wait',
      prometheus: 'orchestrator_hitl_approval_wait_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        "Time that a request waited for a human's approval, in seconds, whatever its outcome.",
      buckets: [1, 5, 15, 60, 300, 900, 3600, 14400, 43200, 86400],
    },
    llmTokens: {
      name: 'orchestrator.llm.tokens',
      prometheus: 'orchestrator_llm_tokens_total',
      kind: 'counter',
      unit: '{token}',
      description:
        'Tokens that went into (prompt) and came out of (completion) large language models.',
      labels: { provider: llmProviders, model: llmModels, type: ['prompt', 'completion'] },
    },
    llmCost: {
      name: 'orchestrator.llm.cost.usd',
      prometheus: 'orchestrator_llm_cost_usd_total',
      kind: 'counter',
      unit: '{USD}',
      description: 'Cost of the calls to large language models, in US dollars.',
      labels: { provider: llmProviders, model: llmModels },
    },
  }),
});
