import { jeeves as catalog } from '@obs/semconv';
import { ratio, sum, times, topk } from '../../../queries/combine.js';
import { increase, rate } from '../../../queries/select.js';
import { type Dashboard, dashboard } from '../../dashboard.js';
import { bars, lines, number } from '../../panel.js';

const metrics = catalog.metrics;

/** What was delivered, and at what cost. */
export function business(): Dashboard {
  const day = '1d';
  const succeeded = sum(increase(metrics.pipelineExecutions, day, { status: 'success' }));
  const everything = sum(increase(metrics.pipelineExecutions, day));
  const cost = sum(increase(metrics.llmCost, day));
  return dashboard({
    name: 'jeeves-business',
    title: 'jeeves: business',
    description: 'What was delivered in a day, how well, and at what cost.',
    rows: [
      {
        title: 'The last 24 hours',
        panels: [
          number({
            title: 'Executions',
            description: 'Pipeline executions that ended.',
            unit: 'count',
            queries: [{ of: everything, legend: 'executions' }],
          }),
          number({
            title: 'Succeeded',
            description: 'The part of the executions that succeeded.',
            unit: 'ratio',
            thresholds: [
              { from: Number.NEGATIVE_INFINITY, means: 'bad' },
              { from: 0.9, means: 'warning' },
              { from: 0.95, means: 'good' },
            ],
            queries: [{ of: ratio(succeeded, everything), legend: 'succeeded' }],
          }),
          number({
            title: 'Cost',
            description: 'US dollars for large language models.',
            unit: 'dollars',
            queries: [{ of: cost, legend: 'cost' }],
          }),
          number({
            title: 'Cost of a success',
            description: 'US dollars for large language models, by executions that succeeded.',
            unit: 'dollars',
            queries: [{ of: ratio(cost, succeeded), legend: 'each' }],
          }),
          number({
            title: 'Tokens of an execution',
            description: 'Tokens in and out of large language models, by executions.',
            unit: 'count',
            queries: [
              {
                of: ratio(sum(increase(metrics.llmTokens, day)), everything),
                legend: 'each',
              },
            ],
          }),
          number({
            title: 'Results that pass',
            description: 'The part of the meta-validations that passed.',
            unit: 'ratio',
            queries: [
              {
                of: ratio(
                  sum(increase(metrics.metaValidations, day, { outcome: 'passed' })),
                  sum(increase(metrics.metaValidations, day)),
                ),
                legend: 'passed',
              },
            ],
          }),
        ],
      },
      {
        title: 'By pipeline',
        panels: [
          lines({
            title: 'Executions an hour',
            description: 'Executions that ended in the hour before, by pipeline.',
            unit: 'count',
            stacked: true,
            queries: [
              {
                of: sum(increase(metrics.pipelineExecutions, '1h'), ['pipeline']),
                legend: '{{pipeline}}',
              },
            ],
          }),
          bars({
            title: 'Executions of the day',
            description: 'Executions of the last 24 hours, by pipeline.',
            unit: 'count',
            queries: [
              {
                of: topk(10, sum(increase(metrics.pipelineExecutions, day), ['pipeline'])),
                legend: '{{pipeline}}',
              },
            ],
          }),
          lines({
            title: 'Orchestrations a minute',
            description: 'Orchestrations that end, by outcome.',
            unit: 'per minute',
            stacked: true,
            queries: [
              {
                of: times(sum(rate(metrics.orchestratorExecutions, '5m'), ['outcome']), 60),
                legend: '{{outcome}}',
              },
            ],
          }),
        ],
      },
    ],
  });
}
