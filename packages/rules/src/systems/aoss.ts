import { aoss as catalog } from '@obs/semconv';
import { aossDashboard } from '../dashboards/boards/aoss.js';
import { matches, total } from '../queries/select.js';
import { record } from '../rules/record.js';
import { errorRatio } from '../rules/signals.js';
import { objective, successes } from '../slo/objective.js';
import { defineSystem } from '../system/system.js';

const metrics = catalog.metrics;

/** Users asked for two counters without `_total`. */
const askedName =
  'obs-lint: allow record-name It is the name that was asked for; counters are exposed with _total.';

/** Executions of agents on servers. */
export const aoss = defineSystem({
  name: 'aoss',
  title: 'AOSS',
  description: 'Executions of agents on servers.',
  catalogs: [catalog],
  jobs: [{ name: 'aoss-backend', target: 'aoss-backend:8000', witness: metrics.executions }],
  rules: [
    {
      records: [
        record('aoss_executions_completed', total(metrics.executionsCompleted), {
          comment: askedName,
        }),
        record('aoss_self_healing_attempts', total(metrics.selfHealingAttempts), {
          comment: askedName,
        }),
      ],
    },
    errorRatio({
      alert: 'AossExecutionFailureRatioHigh',
      subject: 'executions',
      of: metrics.executionsCompleted,
      by: ['agent_type'],
      errors: { status: 'Failed' },
      severity: 'page',
    }),
    errorRatio({
      alert: 'AossApiErrorRatioHigh',
      subject: 'API requests',
      of: metrics.apiRequests,
      errors: { status: matches('5..') },
      severity: 'page',
    }),
    {
      objectives: [
        objective({
          name: 'aoss-executions',
          percent: 99,
          of: successes(metrics.executionsCompleted, { status: 'Failed' }),
        }),
      ],
    },
  ],
  dashboards: (objectives) => [aossDashboard(objectives)],
});
