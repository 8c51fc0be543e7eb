import { jeeves as catalog } from '@obs/semconv';
import { ratio, sum, times, topk } from '../../queries/combine.js';
import { increase, matches, not, oneOf, rate } from '../../queries/select.js';
import type { Objective } from '../../slo/objective.js';
import { chosen } from '../chosen.js';
import { type Dashboard, dashboard } from '../dashboard.js';
import { objectiveRow } from '../objective-row.js';
import { bars, lines, number } from '../panel.js';
import { scrapeRow, targetsUp } from '../shared-rows.js';
import { errorRatios, latencies, means, rates } from '../signals.js';

const metrics = catalog.metrics;
const job = oneOf('jeeves-grpc', 'jeeves-http-gateway', 'jeeves-orchestrator');
const noErrorsYet = 'There is a series of errors from the first one on.';

/** The five dashboards of jeeves. */
export function jeevesDashboards(objectives: readonly Objective[]): Dashboard[] {
  return [service(objectives), pipeline(), llm(), infrastructure(), business()];
}

function service(objectives: readonly Objective[]): Dashboard {
  const where = { path: chosen('path') };
  const clientErrors = { ...where, status_code: matches('4..') };
  const serverErrors = { ...where, status_code: matches('5..') };
  return dashboard({
    name: 'jeeves-service',
    title: 'jeeves: service',
    description: 'What callers see: HTTP requests at the gateway, gRPC requests at the engine.',
    variables: [{ label: 'path', family: metrics.httpRequests }],
    rows: [
      {
        title: 'HTTP',
        panels: [
          rates({
            title: 'Requests',
            description: 'HTTP requests that are answered, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where,
          }),
          rates({
            title: 'Requests by status',
            description: 'HTTP requests that are answered, by status code.',
            of: metrics.httpRequests,
            by: ['status_code'],
            where,
            stacked: true,
          }),
          errorRatios({
            title: 'Server errors',
            description: 'The part of the requests that were answered with 5xx.',
            of: metrics.httpRequests,
            by: ['path'],
            where,
            errors: { status_code: matches('5..') },
          }),
          rates({
            title: '4xx',
            description: 'Requests that the client made wrongly, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where: clientErrors,
            emptyWhenHealthy: noErrorsYet,
          }),
          rates({
            title: '5xx',
            description: 'Requests that the service failed, by route.',
            of: metrics.httpRequests,
            by: ['path'],
            where: serverErrors,
            emptyWhenHealthy: noErrorsYet,
          }),
          latencies({
            title: 'Latency, p95, the ten slowest routes',
            description: 'How long 95 of 100 requests take at most.',
            of: metrics.httpRequestDuration,
            by: ['path'],
            where,
            quantiles: [0.95],
            slowest: 10,
            bad: 2,
          }),
        ],
      },
      {
        title: 'gRPC',
        panels: [
          rates({
            title: 'gRPC requests',
            description: 'Requests that the engine ends, by method.',
            of: metrics.grpcRequests,
            by: ['method'],
          }),
          rates({
            title: 'gRPC errors',
            description: 'Requests that did not end in success, by method.',
            of: metrics.grpcRequests,
            by: ['method'],
            where: { status: not('success') },
          }),
          latencies({
            title: 'gRPC latency, p99',
            description: 'How long 99 of 100 requests take at most.',
            of: metrics.grpcRequestDuration,
            by: ['method'],
            quantiles: [0.99],
            bad: 2,
          }),
        ],
      },
      objectiveRow(objectives),
    ],
  });
}

function pipeline(): Dashboard {
  const where = { pipeline: chosen('pipeline') };
  return dashboard({
    name: 'jeeves-pipeline',
    title: 'jeeves: pipeline',
    description: 'Pipelines, the agents in them, and the orchestrator above them.',
    variables: [{ label: 'pipeline', family: metrics.pipelineExecutions }],
    rows: [
      {
        title: 'Pipelines',
        panels: [
          rates({
            title: 'Executions',
            description: 'Executions that end, by pipeline and status.',
            of: metrics.pipelineExecutions,
            by: ['pipeline', 'status'],
            where,
            stacked: true,
          }),
          errorRatios({
            title: 'Failed executions',
            description: 'The part of the executions of a pipeline that ended in an error.',
            of: metrics.pipelineExecutions,
            by: ['pipeline'],
            where,
            errors: { status: 'error' },
          }),
          latencies({
            title: 'Duration, p95',
            description: 'How long 95 of 100 executions take at most.',
            of: metrics.pipelineDuration,
            by: ['pipeline'],
            where,
            quantiles: [0.95],
          }),
        ],
      },
      {
        title: 'Agents',
        panels: [
          rates({
            title: 'Executions of agents',
            description: 'Executions that end, by agent.',
            of: metrics.agentExecutions,
            by: ['agent'],
          }),
          errorRatios({
            title: 'Failed executions of agents',
            description: 'The part of the executions of an agent that ended in an error.',
            of: metrics.agentExecutions,
            by: ['agent'],
            errors: { status: 'error' },
          }),
          latencies({
            title: 'Duration, p99, the five slowest agents',
            description: 'How long 99 of 100 executions take at most.',
            of: metrics.agentDuration,
            by: ['agent'],
            quantiles: [0.99],
            slowest: 5,
          }),
        ],
      },
      {
        title: 'Orchestrator',
        panels: [
          rates({
            title: 'Orchestrations',
            description: 'Orchestrations that end, by outcome.',
            of: metrics.orchestratorExecutions,
            by: ['outcome'],
            stacked: true,
            width: 6,
          }),
          latencies({
            title: 'Duration of an orchestration',
            description: 'Median, and how long 95 and 99 of 100 take at most.',
            of: metrics.orchestratorDuration,
            width: 6,
          }),
          rates({
            title: 'Meta-validations',
            description: 'Whether results pass when they are looked at as a whole.',
            of: metrics.metaValidations,
            by: ['outcome'],
            stacked: true,
            width: 6,
          }),
          rates({
            title: 'Retries',
            description: 'Attempts that were made again, by reason.',
            of: metrics.retries,
            by: ['reason'],
            width: 6,
            emptyWhenHealthy: 'There is a series from the first retry for a reason on.',
          }),
        ],
      },
    ],
  });
}

function llm(): Dashboard {
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

function infrastructure(): Dashboard {
  return dashboard({
    name: 'jeeves-infrastructure',
    title: 'jeeves: infrastructure',
    description: 'Whether the processes are there, and what the network between them does.',
    rows: [
      {
        title: 'Targets',
        panels: [
          targetsUp(job, 24),
          rates({
            title: 'Load of each HTTP service',
            description: 'HTTP requests that each process answers.',
            of: metrics.httpRequests,
            by: ['job'],
          }),
          rates({
            title: 'gRPC by status',
            description: 'Requests that the engine ends, by the status that its callers see.',
            of: metrics.grpcRequests,
            by: ['status'],
            stacked: true,
          }),
          errorRatios({
            title: 'gRPC errors by method',
            description: 'The part of the requests of a method that did not end in success.',
            of: metrics.grpcRequests,
            by: ['method'],
            errors: { status: not('success') },
          }),
        ],
      },
      scrapeRow(job),
    ],
  });
}

function business(): Dashboard {
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
