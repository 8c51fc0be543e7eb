import { executives as catalog, duplex, governance, httpService, service } from '@obs/semconv';
import { systemHealth } from '../dashboards/boards/executives.js';
import { where } from '../queries/combine.js';
import { matches, oneOf, value } from '../queries/select.js';
import { alert } from '../rules/alert.js';
import { errorRatio, failureRatio, latency } from '../rules/signals.js';
import { objective, successes } from '../slo/objective.js';
import { defineSystem } from '../system/system.js';

const { httpRequests, httpRequestDuration } = httpService.metrics;
const { analyses, analysisFailures } = catalog.metrics;
// Other services of the same Prometheus may expose families of these names, too.
const job = oneOf('executives', 'governance', 'voila-duplex');
const serverErrors = { status: matches('5..') };

/** Executives that analyse, governance that decides, voice sessions. */
export const executives = defineSystem({
  name: 'executives',
  title: 'Executives, Governance, Voila Duplex',
  description:
    'Executives that analyse, governance that decides, voice sessions in both directions.',
  catalogs: [catalog, governance, duplex],
  jobs: [
    { name: 'executives', target: 'executives:8300', witness: analyses },
    { name: 'governance', target: 'governance:8400', witness: governance.metrics.votes },
    { name: 'voila-duplex', target: 'duplex:8700', witness: duplex.metrics.sessions },
  ],
  rules: [
    errorRatio({
      alert: 'HttpErrorRatioHigh',
      subject: 'HTTP requests',
      of: httpRequests,
      by: ['job'],
      among: { job },
      errors: serverErrors,
      severity: 'page',
    }),
    latency({
      alert: 'HttpLatencyHigh',
      subject: 'HTTP requests',
      of: httpRequestDuration,
      by: ['job'],
      among: { job },
      severity: 'ticket',
    }),
    failureRatio({
      alert: 'ExecutiveFailureRatioHigh',
      subject: 'analyses',
      of: analyses,
      failures: analysisFailures,
      by: ['executive'],
      severity: 'ticket',
    }),
    {
      alerts: [
        alert({
          name: 'HealthCheckFailing',
          when: where(value(service.metrics.healthStatus, { job }), '==', 0),
          for: '2m',
          severity: 'page',
          summary: (label) => `${label.job} says that it is not healthy`,
          description: (label) =>
            `${label.job} (${label.instance}) answers scrapes, and its own health checks have failed for two minutes.`,
          runbook: 'health-check-failing',
        }),
      ],
      objectives: [
        objective({
          name: 'executives-http-availability',
          percent: 99.5,
          of: successes(httpRequests, serverErrors, { job }),
        }),
      ],
    },
  ],
  dashboards: (objectives) => [systemHealth(objectives)],
});
