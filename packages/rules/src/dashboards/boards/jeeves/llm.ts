import { jeeves as catalog } from '@obs/semconv';
import { sum, topk } from '../../../queries/combine.js';
import { increase } from '../../../queries/select.js';
import { chosen } from '../../chosen.js';
import { type Dashboard, dashboard } from '../../dashboard.js';
import { bars, lines, number } from '../../panel.js';
import { errorRatios, latencies, means, rates } from '../../signals.js';

const metrics = catalog.metrics;

/** Calls to large language models. */
export function llm(): Dashboard {
  const where = { provider: chosen('provider') };
  return dashboard({
    name: 'jeeves-llm',
    title: 'jeeves: LLM',
    description:
      'Calls to large language models: how many, how fast, how often they fail, what they cost.',
    variables: [{ label: 'provider', family: metrics.llmCalls }],
    rows: [
      {
        title: 'Calls',
        panels: [
          rates({
            title: 'Calls',
            description: 'Calls that end, by provider.',
            of: metrics.llmCalls,
            by: ['provider'],
            where,
          }),
          errorRatios({
            title: 'Failed calls',
            description: 'The part of the calls to a provider that ended in an error.',
            of: metrics.llmCalls,
            by: ['provider'],
            where,
            errors: { status: 'error' },
          }),
          means({
            title: 'Mean duration',
            description: 'Time spent in calls, by the number of calls.',
            of: metrics.llmDuration,
            by: ['provider'],
            where,
          }),
          latencies({
            title: 'Duration, p95, by model',
            description: 'How long 95 of 100 calls take at most.',
            of: metrics.llmDuration,
            by: ['model'],
            where,
            quantiles: [0.95],
          }),
          rates({
            title: 'Completion tokens',
            description: 'Tokens that come out of each model.',
            of: metrics.llmTokens,
            by: ['model'],
            where: { ...where, type: 'completion' },
          }),
          rates({
            title: 'Prompt tokens',
            description: 'Tokens that go into each model.',
            of: metrics.llmTokens,
            by: ['model'],
            where: { ...where, type: 'prompt' },
          }),
        ],
      },
      {
        title: 'Cost',
        panels: [
          number({
            title: 'Last hour',
            description: 'US dollars of the last hour. The alert is at 10.',
            unit: 'dollars',
            thresholds: [
              { from: 5, means: 'warning' },
              { from: 10, means: 'bad' },
            ],
            width: 4,
            queries: [{ of: sum(increase(metrics.llmCost, '1h', where)), legend: 'last hour' }],
          }),
          lines({
            title: 'US dollars an hour, by model',
            description: 'What the last hour cost, by model.',
            unit: 'dollars',
            width: 12,
            stacked: true,
            queries: [
              { of: sum(increase(metrics.llmCost, '1h', where), ['model']), legend: '{{model}}' },
            ],
          }),
          bars({
            title: 'Dearest models of the day',
            description: 'US dollars of the last 24 hours.',
            unit: 'dollars',
            queries: [
              {
                of: topk(10, sum(increase(metrics.llmCost, '1d', where), ['model'])),
                legend: '{{model}}',
              },
            ],
          }),
        ],
      },
    ],
  });
}
