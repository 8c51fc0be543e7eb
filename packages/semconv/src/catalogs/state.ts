import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';

const workflowState = open(30);

/** The fleet's state persistence: its database, and the workflows that it keeps. */
export const state = standardCatalog({
  domain: 'state',
  owner: 'state persistence team',
  metrics: () => ({
    dbQueryDuration: {
      name: 'state.db.query.duration',
      prometheus: 'state_db_query_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one query of the state database took, in seconds.',
      labels: { operation: open(50) },
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    },
    transitions: {
      name: 'state.transitions',
      prometheus: 'state_transitions_total',
      kind: 'counter',
      unit: '{transition}',
      description: 'Changes of a workflow from one state to another.',
      labels: { from: workflowState, to: workflowState },
    },
    workflowCompletions: {
      name: 'state.workflow.completions',
      prometheus: 'state_workflow_completions_total',
      kind: 'counter',
      unit: '{workflow}',
      description: 'Workflows that ended, by outcome.',
      labels: { outcome: ['completed', 'failed', 'cancelled'] },
    },
  }),
});
