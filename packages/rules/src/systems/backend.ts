import { prometheusApi } from '@obs/semconv';
import { where } from '../queries/combine.js';
import { matches, value } from '../queries/select.js';
import { alert } from '../rules/alert.js';
import { errorRatio, latency } from '../rules/signals.js';
import { objective, successes } from '../slo/objective.js';
import { defineSystem } from '../system/system.js';

const metrics = prometheusApi.metrics;
const serverErrors = { status: matches('5..') };

/** The backend that `@obs/prometheus-api` aggregates. It is scraped by whoever runs it. */
export const backend = defineSystem({
  name: 'backend',
  title: 'Observed backend',
  description:
    'The backend whose families the aggregation API reads. It exposes them itself, so there are rules and no scrape job.',
  catalogs: [prometheusApi],
  jobs: [],
  rules: [
    errorRatio({
      alert: 'BackendHttpErrorRatioHigh',
      subject: 'HTTP requests',
      of: metrics.requests,
      errors: serverErrors,
      severity: 'page',
    }),
    latency({
      alert: 'BackendHttpLatencyHigh',
      subject: 'HTTP requests',
      of: metrics.requestsDuration,
      severity: 'ticket',
    }),
    {
      alerts: [
        alert({
          name: 'BackendProvidersDown',
          when: where(value(metrics.providersDown), '>', 0),
          for: '5m',
          severity: 'ticket',
          summary: (_, shown) => `${shown.number} providers are down`,
          description: (label) =>
            `The backend (${label.job}) has counted providers as down for five minutes.`,
          runbook: 'providers-down',
        }),
      ],
      objectives: [
        objective({
          name: 'backend-http-availability',
          percent: 99.5,
          of: successes(metrics.requests, serverErrors),
        }),
      ],
    },
  ],
});
