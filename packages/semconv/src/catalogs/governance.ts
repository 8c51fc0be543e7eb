import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import { httpServiceMetrics, serviceMetrics } from './shared.js';

/** Deliberations, votes and policies. */
export const governance = standardCatalog({
  domain: 'governance',
  owner: 'governance team',
  metrics: () => ({
    deliberations: {
      name: 'governance.deliberation',
      prometheus: 'governance_deliberation_total',
      kind: 'counter',
      unit: '{deliberation}',
      description: 'Deliberations that ended, with or without a decision.',
    },
    deliberationDuration: {
      name: 'governance.deliberation.duration',
      prometheus: 'governance_deliberation_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one deliberation took, in seconds.',
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120],
    },
    votes: {
      name: 'governance.vote',
      prometheus: 'governance_vote_total',
      kind: 'counter',
      unit: '{vote}',
      description: 'Votes that were closed, by their outcome.',
      labels: { outcome: ['approved', 'rejected'] },
    },
    policyViolations: {
      name: 'governance.policy.violations',
      prometheus: 'governance_policy_violations_total',
      kind: 'counter',
      unit: '{violation}',
      description: 'Violations of a policy that governance found.',
      labels: { policy: open(100) },
    },
    ...httpServiceMetrics,
    ...serviceMetrics,
  }),
});
