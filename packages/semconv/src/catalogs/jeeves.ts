import { open } from '../catalog/label.js';
import { standardCatalog } from '../catalog/standard.js';
import {
  grpcErrorCodes,
  httpDurationBuckets,
  httpMethods,
  llmModels,
  llmProviders,
  routes,
  statusCodes,
} from './shared.js';

const pipeline = open(100);
const agent = open(100);
const method = open(100);
const callStatus = ['success', 'error'] as const;
const executionStatus = ['success', 'error', 'terminated'] as const;
const executionBuckets = [0.1, 0.5, 1, 2, 5, 10, 30, 60] as const;
const llmBuckets = [0.1, 0.5, 1, 2, 5, 10, 30] as const;

/** `success` for OK, else the code's name. */
const grpcStatus = ['success', ...grpcErrorCodes] as const;

/** HTTP gateway, gRPC engine, pipelines, agents and their calls to large language models. */
export const jeeves = standardCatalog({
  domain: 'jeeves',
  owner: 'jeeves team',
  metrics: () => ({
    pipelineExecutions: {
      name: 'jeeves.pipeline.executions',
      prometheus: 'jeeves_pipeline_executions_total',
      kind: 'counter',
      unit: '{execution}',
      description: 'Pipeline executions that ended, by status.',
      labels: { pipeline, status: executionStatus },
    },
    pipelineDuration: {
      name: 'jeeves.pipeline.duration',
      prometheus: 'jeeves_pipeline_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one pipeline execution took, in seconds, whatever its status.',
      labels: { pipeline },
      buckets: executionBuckets,
    },
    agentExecutions: {
      name: 'jeeves.agent.executions',
      prometheus: 'jeeves_agent_executions_total',
      kind: 'counter',
      unit: '{execution}',
      description: 'Agent executions that ended, by status.',
      labels: { agent, status: callStatus },
    },
    agentDuration: {
      name: 'jeeves.agent.duration',
      prometheus: 'jeeves_agent_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one agent execution took, in seconds, whatever its status.',
      labels: { agent },
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
    },
    llmCalls: {
      name: 'jeeves.llm.calls',
      prometheus: 'jeeves_llm_calls_total',
      kind: 'counter',
      unit: '{call}',
      description: 'Calls to a large language model that ended, by status.',
      labels: { provider: llmProviders, model: llmModels, status: callStatus },
    },
    llmDuration: {
      name: 'jeeves.llm.duration',
      prometheus: 'jeeves_llm_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        'Time that one call to a large language model took, in seconds, whatever its status.',
      labels: { provider: llmProviders, model: llmModels },
      buckets: llmBuckets,
    },
    llmTokens: {
      name: 'jeeves.llm.tokens',
      prometheus: 'jeeves_llm_tokens_total',
      kind: 'counter',
      unit: '{token}',
      description:
        'Tokens that went into (prompt) and came out of (completion) large language models.',
      labels: { provider: llmProviders, model: llmModels, type: ['prompt', 'completion'] },
    },
    llmCost: {
      name: 'jeeves.llm.cost.usd',
      prometheus: 'jeeves_llm_cost_usd_total',
      kind: 'counter',
      unit: '{USD}',
      description: 'Cost of the calls to large language models, in US dollars.',
      labels: { provider: llmProviders, model: llmModels },
    },
    llmProviderCalls: {
      name: 'jeeves.llm.provider.calls',
      prometheus: 'jeeves_llm_provider_calls_total',
      kind: 'counter',
      unit: '{call}',
      description: 'Deprecated alias of jeeves_llm_calls_total.',
      labels: { provider: llmProviders, model: llmModels, status: callStatus },
      stability: 'deprecated',
      replacedBy: 'llmCalls',
    },
    llmProviderDuration: {
      name: 'jeeves.llm.provider.duration',
      prometheus: 'jeeves_llm_provider_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Deprecated alias of jeeves_llm_duration_seconds.',
      labels: { provider: llmProviders, model: llmModels },
      buckets: llmBuckets,
      stability: 'deprecated',
      replacedBy: 'llmDuration',
    },
    grpcRequests: {
      name: 'jeeves.grpc.requests',
      prometheus: 'jeeves_grpc_requests_total',
      kind: 'counter',
      unit: '{request}',
      description: 'gRPC requests that the server ended, by status.',
      labels: { method, status: grpcStatus },
    },
    grpcRequestDuration: {
      name: 'jeeves.grpc.request.duration',
      prometheus: 'jeeves_grpc_request_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        'Time from the arrival of a gRPC request to the end of its response, in seconds.',
      labels: { method },
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5],
    },
    httpRequests: {
      name: 'jeeves.http.requests',
      prometheus: 'jeeves_http_requests_total',
      kind: 'counter',
      unit: '{request}',
      description: 'HTTP requests that the service answered.',
      labels: { method: httpMethods, path: routes, status_code: statusCodes },
      zero: false,
    },
    httpRequestDuration: {
      name: 'jeeves.http.request.duration',
      prometheus: 'jeeves_http_request_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description:
        'Time from the arrival of an HTTP request to the end of its response, in seconds.',
      labels: { method: httpMethods, path: routes },
      buckets: httpDurationBuckets,
    },
    orchestratorExecutions: {
      name: 'jeeves.orchestrator.executions',
      prometheus: 'jeeves_orchestrator_executions_total',
      kind: 'counter',
      unit: '{execution}',
      description: 'Orchestrations that ended, by outcome.',
      labels: { outcome: executionStatus },
    },
    orchestratorDuration: {
      name: 'jeeves.orchestrator.duration',
      prometheus: 'jeeves_orchestrator_duration_seconds',
      kind: 'histogram',
      unit: 's',
      description: 'Time that one orchestration took, in seconds, whatever its outcome.',
      buckets: executionBuckets,
    },
    metaValidations: {
      name: 'jeeves.meta.validation',
      prometheus: 'jeeves_meta_validation_total',
      kind: 'counter',
      unit: '{validation}',
      description: 'Meta-validations of a result, by outcome.',
      labels: { outcome: ['passed', 'failed'] },
    },
    retries: {
      name: 'jeeves.retries',
      prometheus: 'jeeves_retries_total',
      kind: 'counter',
      unit: '{retry}',
      description: 'Attempts that were made again, by the reason of the retry.',
      labels: { reason: open(50) },
    },
  }),
});
