import { jeeves as catalog, self } from '@obs/semconv';
import { jeevesDashboards } from '../dashboards/boards/jeeves.js';
import { matches, oneOf } from '../queries/select.js';
import { errorRatio, latency, spending } from '../rules/signals.js';
import { faster, objective, successes } from '../slo/objective.js';
import { defineSystem } from '../system/system.js';

const metrics = catalog.metrics;
const serverErrors = { status_code: matches('5..') };

/** What a server is to blame for: a client that asks for what does not exist is not its fault. */
const grpcServerErrors = {
  status: oneOf(
    'UNKNOWN',
    'DEADLINE_EXCEEDED',
    'RESOURCE_EXHAUSTED',
    'UNIMPLEMENTED',
    'INTERNAL',
    'UNAVAILABLE',
    'DATA_LOSS',
  ),
} as const;

/** HTTP gateway, gRPC engine, pipelines, agents, large language models. */
export const jeeves = defineSystem({
  name: 'jeeves',
  title: 'jeeves',
  description:
    'HTTP gateway, gRPC engine, pipelines, agents and their calls to large language models.',
  catalogs: [catalog],
  externalLabels: { cluster: 'jeeves-core', environment: 'development' },
  retention: '30d',
  jobs: [
    {
      name: 'jeeves-grpc',
      target: 'orchestrator:9090',
      labels: { service: 'coreengine', component: 'grpc-server' },
      comment: 'gRPC itself is on 50051. METRICS_PORT moves this port.',
      monitor: 'pod',
      witness: self.metrics.droppedMeasurements,
    },
    {
      name: 'jeeves-http-gateway',
      target: 'gateway:8000',
      labels: { service: 'avionics', component: 'http-gateway' },
      witness: self.metrics.droppedMeasurements,
    },
    {
      name: 'jeeves-orchestrator',
      target: 'orchestrator:8000',
      labels: { service: 'avionics', component: 'orchestrator' },
      witness: metrics.orchestratorExecutions,
    },
    {
      name: 'prometheus',
      target: 'localhost:9090',
      comment: 'Prometheus itself.',
      monitor: 'none',
    },
  ],
  rules: [
    errorRatio({
      alert: 'JeevesHttpErrorRatioHigh',
      subject: 'HTTP requests',
      of: metrics.httpRequests,
      by: ['job'],
      errors: serverErrors,
      severity: 'page',
    }),
    latency({
      alert: 'JeevesHttpLatencyHigh',
      subject: 'HTTP requests',
      of: metrics.httpRequestDuration,
      by: ['job'],
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'JeevesGrpcErrorRatioHigh',
      subject: 'gRPC requests',
      of: metrics.grpcRequests,
      by: ['method'],
      errors: grpcServerErrors,
      severity: 'page',
    }),
    latency({
      alert: 'JeevesGrpcLatencyHigh',
      subject: 'gRPC requests',
      of: metrics.grpcRequestDuration,
      by: ['method'],
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'JeevesPipelineErrorRatioHigh',
      subject: 'pipeline executions',
      of: metrics.pipelineExecutions,
      by: ['pipeline'],
      errors: { status: 'error' },
      severity: 'page',
    }),
    errorRatio({
      alert: 'JeevesAgentErrorRatioHigh',
      subject: 'agent executions',
      of: metrics.agentExecutions,
      by: ['agent'],
      errors: { status: 'error' },
      severity: 'ticket',
    }),
    errorRatio({
      alert: 'JeevesLlmErrorRatioHigh',
      subject: 'calls to large language models',
      of: metrics.llmCalls,
      by: ['provider'],
      errors: { status: 'error' },
      severity: 'ticket',
    }),
    spending({ alert: 'JeevesLlmCostHigh', of: metrics.llmCost, severity: 'page' }),
    {
      objectives: [
        objective({
          name: 'jeeves-http-availability',
          percent: 99.5,
          of: successes(metrics.httpRequests, serverErrors),
        }),
        objective({
          name: 'jeeves-http-latency',
          percent: 99,
          of: faster(metrics.httpRequestDuration, 1),
        }),
        objective({
          name: 'jeeves-pipelines',
          percent: 99,
          of: successes(metrics.pipelineExecutions, { status: 'error' }),
        }),
      ],
    },
  ],
  dashboards: jeevesDashboards,
});
