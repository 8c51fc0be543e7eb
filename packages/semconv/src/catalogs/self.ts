import { standardCatalog } from '../catalog/standard.js';

/** What observing costs: metrics of the metrics themselves. */
export const self = standardCatalog({
  domain: 'obs',
  owner: 'obs',
  metrics: () => ({
    droppedMeasurements: {
      name: 'obs.dropped_measurements',
      prometheus: 'obs_dropped_measurements_total',
      kind: 'counter',
      unit: '{measurement}',
      description: 'Measurements that were not recorded because of what they were, by reason.',
      labels: {
        reason: [
          'not_a_number',
          'not_finite',
          'negative',
          'invalid_label',
          'label_too_long',
          'ended_twice',
          'error',
        ],
      },
    },
  }),
});
