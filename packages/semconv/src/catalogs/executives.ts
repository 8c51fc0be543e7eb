import { standardCatalog } from '../catalog/standard.js';
import { httpServiceMetrics, serviceMetrics } from './shared.js';

const executive = ['ceo', 'cfo', 'cto'] as const;

/** Executives that analyse, and how far they agree. */
export const executives = standardCatalog({
  domain: 'executives',
  owner: 'executives team',
  metrics: () => ({
    analyses: {
      name: 'executive.analysis',
      prometheus: 'executive_analysis_total',
      kind: 'counter',
      unit: '{analysis}',
      description: 'Analyses that an executive ended, failed ones included.',
      labels: { executive },
    },
    analysisDuration: {
      name: 'executive.analysis.duration',
      prometheus: 'executive_analysis_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one analysis took, in seconds, failed ones included.',
      labels: { executive },
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120],
    },
    analysisFailures: {
      name: 'executive.analysis.failures',
      prometheus: 'executive_analysis_failures_total',
      kind: 'counter',
      unit: '{analysis}',
      description: 'Analyses that ended in a failure.',
      labels: { executive },
    },
    consensusScore: {
      name: 'executive.consensus.score',
      prometheus: 'executive_consensus_score',
      kind: 'gauge',
      description: 'Latest agreement between the executives, from 0 (none) to 1 (full).',
    },
    ...httpServiceMetrics,
    ...serviceMetrics,
  }),
});
