import { jeeves as catalog } from '@obs/semconv';
import { chosen } from '../../chosen.js';
import { type Dashboard, dashboard } from '../../dashboard.js';
import { errorRatios, latencies, rates } from '../../signals.js';

const metrics = catalog.metrics;

/** Pipelines, agents, orchestrations. */
export function pipeline(): Dashboard {
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
