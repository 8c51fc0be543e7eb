import { standardCatalog } from '../catalog/standard.js';
import { httpServiceMetrics, serviceMetrics } from './shared.js';

/** Voice sessions in both directions at once. */
export const duplex = standardCatalog({
  domain: 'duplex',
  owner: 'duplex team',
  metrics: () => ({
    sessionsActive: {
      name: 'duplex.sessions.active',
      prometheus: 'duplex_sessions_active',
      kind: 'updowncounter',
      unit: '{session}',
      description: 'Duplex sessions that are open now.',
    },
    sessions: {
      name: 'duplex.sessions',
      prometheus: 'duplex_sessions_total',
      kind: 'counter',
      unit: '{session}',
      description: 'Duplex sessions that were opened.',
    },
    rtt: {
      name: 'duplex.rtt',
      prometheus: 'duplex_rtt_seconds',
      kind: 'histogram',
      unit: 's',
      description: "Round-trip time between the service and a session's client, in seconds.",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2],
    },
    audioQualityScore: {
      name: 'duplex.audio.quality.score',
      prometheus: 'duplex_audio_quality_score',
      kind: 'gauge',
      description: 'Latest audio quality as a mean opinion score, from 1 (bad) to 5 (excellent).',
    },
    ...httpServiceMetrics,
    ...serviceMetrics,
  }),
});
