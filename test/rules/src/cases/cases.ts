import { counter, histogram, level } from '../series.ts';
import { type Case, costCase, errorCase, latencyCase } from './case.ts';

const jobs: Readonly<Record<string, readonly string[]>> = {
  executives: ['executives', 'governance', 'voila-duplex'],
  jeeves: ['jeeves-grpc', 'jeeves-http-gateway', 'jeeves-orchestrator', 'prometheus'],
  aoss: ['aoss-backend'],
  fleet: ['gateway-mcp', 'orchestrator', 'state-persistence', 'prometheus'],
};

/** A job of each system, and a family that it has from its start. */
const witnesses = [
  ['executives', 'executives', 'executive_analysis_total'],
  ['executives', 'governance', 'governance_vote_total'],
  ['executives', 'voila-duplex', 'duplex_sessions_total'],
  ['jeeves', 'jeeves-grpc', 'obs_dropped_measurements_total'],
  ['jeeves', 'jeeves-http-gateway', 'obs_dropped_measurements_total'],
  ['jeeves', 'jeeves-orchestrator', 'jeeves_orchestrator_executions_total'],
  ['aoss', 'aoss-backend', 'aoss_executions_total'],
  ['fleet', 'gateway-mcp', 'process_start_time_seconds'],
  ['fleet', 'orchestrator', 'orchestrator_hitl_approvals_total'],
  ['fleet', 'state-persistence', 'state_workflow_completions_total'],
] as const;

const up = (system: string, without: readonly string[] = [], value = 1) =>
  jobs[system]!.filter((job) => !without.includes(job)).map((job) =>
    level('up', { job, instance: 'i' }, value),
  );

const shows = (system: string, without: readonly string[] = []) =>
  witnesses
    .filter(([owner, job]) => owner === system && !without.includes(job))
    .map(([, job, family]) => counter(family, { job, instance: 'i' }, 0));

/** A target that does not answer, and one that is not configured. */
const down: Case[] = Object.entries(jobs).flatMap(([system, [job = '']]) => [
  {
    system,
    alert: 'TargetDown',
    labels: { job, instance: 'i', severity: 'page', system },
    fires: [...up(system, [job]), level('up', { job, instance: 'i' }, 0), ...shows(system)],
    silent: {
      'when all are up': [...up(system), ...shows(system)],
      'when a job of another system is down': [
        ...up(system),
        ...shows(system),
        level('up', { job: 'other', instance: 'i' }, 0),
      ],
    },
    after: 2,
  },
  {
    system,
    alert: 'TargetDown',
    labels: { job, severity: 'page', system },
    fires: [...up(system, [job]), ...shows(system, [job])],
    silent: {},
    after: 2,
  },
]);

const absent: Case[] = witnesses.map(([system, job, family]) => ({
  system,
  alert: 'MetricsAbsent',
  labels: { job, severity: 'ticket', system },
  fires: [...up(system), ...shows(system, [job])],
  silent: {
    'when all show theirs': [...up(system), ...shows(system)],
    'when the target is down, which another alert says': [
      ...up(system, [job]),
      level('up', { job, instance: 'i' }, 0),
      ...shows(system, [job]),
    ],
    'when one of two processes shows it': [
      ...up(system),
      ...shows(system, [job]),
      counter(family, { job, instance: 'j' }, 0),
    ],
  },
  after: 10,
}));

const http = (name: string, status: string, labels = {}) => ({
  name,
  labels: { method: 'GET', ...labels },
  good: { [status]: '200' },
  bad: { [status]: '503' },
});

const executives: Case[] = [
  errorCase(
    'executives',
    'HttpErrorRatioHigh',
    'page',
    { job: 'governance' },
    http('http_requests_total', 'status', { endpoint: '/votes' }),
  ),
  latencyCase(
    'executives',
    'HttpLatencyHigh',
    { job: 'voila-duplex' },
    {
      name: 'http_request_duration_seconds',
      labels: {},
      fast: '0.1',
      slow: '5',
    },
  ),
  {
    system: 'executives',
    alert: 'ExecutiveFailureRatioHigh',
    labels: { executive: 'cfo', severity: 'ticket', system: 'executives' },
    fires: analyses(100, 20),
    silent: { 'with 4 % failures': analyses(100, 4), 'with few analyses': analyses(1, 1) },
    after: 5,
  },
  {
    system: 'executives',
    alert: 'HealthCheckFailing',
    labels: { job: 'governance', instance: 'i', severity: 'page', system: 'executives' },
    fires: [level('service_health_status', { job: 'governance', instance: 'i' }, 0)],
    silent: {
      'when it is healthy': [
        level('service_health_status', { job: 'governance', instance: 'i' }, 1),
      ],
      'of a service of another system': [
        level('service_health_status', { job: 'aoss-backend', instance: 'i' }, 0),
      ],
    },
    after: 2,
  },
];

function analyses(perMinute: number, failed: number) {
  const labels = { executive: 'cfo', job: 'executives', instance: 'i' };
  return [
    counter('executive_analysis_total', labels, perMinute),
    counter('executive_analysis_failures_total', labels, failed),
  ];
}

const status = { good: { status: 'success' }, bad: { status: 'error' } };
const grpc = { name: 'jeeves_grpc_requests_total', labels: { job: 'jeeves-grpc' } };
const method = '/engine.v1.EngineService/ExecutePipeline';

const jeeves: Case[] = [
  errorCase(
    'jeeves',
    'JeevesHttpErrorRatioHigh',
    'page',
    { job: 'jeeves-http-gateway' },
    http('jeeves_http_requests_total', 'status_code', { path: '/run' }),
  ),
  latencyCase(
    'jeeves',
    'JeevesHttpLatencyHigh',
    { job: 'jeeves-http-gateway' },
    {
      name: 'jeeves_http_request_duration_seconds',
      labels: { method: 'GET', path: '/run' },
      fast: '0.1',
      slow: '5',
    },
  ),
  withCallersFault(
    errorCase(
      'jeeves',
      'JeevesGrpcErrorRatioHigh',
      'page',
      { method },
      {
        ...grpc,
        good: { status: 'success' },
        bad: { status: 'UNAVAILABLE' },
      },
    ),
  ),
  latencyCase(
    'jeeves',
    'JeevesGrpcLatencyHigh',
    { method },
    {
      name: 'jeeves_grpc_request_duration_seconds',
      labels: {},
      fast: '0.1',
      slow: '5',
    },
  ),
  errorCase(
    'jeeves',
    'JeevesPipelineErrorRatioHigh',
    'page',
    { pipeline: 'default' },
    {
      name: 'jeeves_pipeline_executions_total',
      labels: {},
      ...status,
    },
  ),
  errorCase(
    'jeeves',
    'JeevesAgentErrorRatioHigh',
    'ticket',
    { agent: 'planner' },
    {
      name: 'jeeves_agent_executions_total',
      labels: {},
      ...status,
    },
  ),
  errorCase(
    'jeeves',
    'JeevesLlmErrorRatioHigh',
    'ticket',
    { provider: 'openai' },
    {
      name: 'jeeves_llm_calls_total',
      labels: { model: 'small' },
      ...status,
    },
  ),
  costCase('jeeves', 'JeevesLlmCostHigh', 'jeeves_llm_cost_usd_total'),
];

/** A client that asks for what does not exist is not the server's fault. */
function withCallersFault(given: Case): Case {
  const silent = [
    counter(grpc.name, { ...grpc.labels, method, status: 'success' }, 10),
    counter(grpc.name, { ...grpc.labels, method, status: 'NOT_FOUND' }, 90),
  ];
  return {
    ...given,
    silent: { ...given.silent, 'when clients ask for what is not there': silent },
  };
}

const aoss: Case[] = [
  errorCase(
    'aoss',
    'AossExecutionFailureRatioHigh',
    'page',
    { agent_type: 'network' },
    {
      name: 'aoss_executions_completed_total',
      labels: { server_tag: 'unknown' },
      good: { status: 'Success' },
      bad: { status: 'Failed' },
    },
  ),
  errorCase('aoss', 'AossApiErrorRatioHigh', 'page', {}, http('aoss_api_requests_total', 'status')),
];

const fleet: Case[] = [
  errorCase(
    'fleet',
    'GatewayHttpErrorRatioHigh',
    'page',
    {},
    http('gateway_http_requests_total', 'status_code', { route: '/tools' }),
  ),
  latencyCase(
    'fleet',
    'GatewayHttpLatencyHigh',
    {},
    {
      name: 'gateway_http_request_duration_seconds',
      labels: { method: 'GET', route: '/tools' },
      fast: '0.1',
      slow: '5',
    },
  ),
  errorCase(
    'fleet',
    'GatewayLinearErrorRatioHigh',
    'ticket',
    { operation: 'issues' },
    {
      name: 'gateway_linear_api_calls_total',
      labels: {},
      ...status,
    },
  ),
  latencyCase(
    'fleet',
    'StateQueryLatencyHigh',
    { operation: 'save' },
    {
      name: 'state_db_query_duration_seconds',
      labels: {},
      fast: '0.01',
      slow: '2.5',
    },
  ),
  errorCase(
    'fleet',
    'StateWorkflowFailureRatioHigh',
    'ticket',
    {},
    {
      name: 'state_workflow_completions_total',
      labels: {},
      good: { outcome: 'completed' },
      bad: { outcome: 'failed' },
    },
  ),
  errorCase(
    'fleet',
    'OrchestratorTaskFailureRatioHigh',
    'page',
    { agent: 'coder' },
    {
      name: 'orchestrator_tasks_total',
      labels: {},
      good: { outcome: 'completed' },
      bad: { outcome: 'failed' },
    },
  ),
  costCase('fleet', 'OrchestratorLlmCostHigh', 'orchestrator_llm_cost_usd_total'),
];

const providers = (value: number) => [
  level('gatewayz_providers_down', { job: 'api', instance: 'i' }, value),
];

const backend: Case[] = [
  errorCase(
    'backend',
    'BackendHttpErrorRatioHigh',
    'page',
    {},
    http('fastapi_requests_total', 'status'),
  ),
  latencyCase(
    'backend',
    'BackendHttpLatencyHigh',
    {},
    {
      name: 'fastapi_requests_duration_seconds',
      labels: {},
      fast: '0.1',
      slow: '5',
    },
  ),
  {
    system: 'backend',
    alert: 'BackendProvidersDown',
    labels: { job: 'api', instance: 'i', severity: 'ticket', system: 'backend' },
    fires: providers(1),
    silent: { 'when none is down': providers(0) },
    after: 5,
  },
];

/** By objective: what a bad event is, and a good one, with their rates a minute. */
export interface ObjectiveCase {
  readonly system: string;
  readonly slo: string;
  /** The part of the events that may be bad. */
  readonly budget: number;
  series(good: number, bad: number): ReturnType<typeof histogram>;
  /** The names of the good, the bad and all, for tests that write series of their own. */
  readonly counters?: { readonly name: string; readonly good: string; readonly bad: string };
}

const counts = (
  system: string,
  slo: string,
  budget: number,
  name: string,
  good: object,
  bad: object,
) => ({
  system,
  slo,
  budget,
  series: (goodPerMinute: number, badPerMinute: number) => [
    counter(name, { ...good }, goodPerMinute),
    counter(name, { ...bad }, badPerMinute),
  ],
});

const times = (system: string, slo: string, budget: number, name: string) => ({
  system,
  slo,
  budget,
  series: (good: number, bad: number) =>
    histogram(name, {}, [
      ['1', good],
      ['5', bad],
      ['+Inf', 0],
    ]),
});

export const objectives: readonly ObjectiveCase[] = [
  counts(
    'executives',
    'executives-http-availability',
    0.005,
    'http_requests_total',
    { job: 'executives', status: '200' },
    { job: 'executives', status: '500' },
  ),
  counts(
    'jeeves',
    'jeeves-http-availability',
    0.005,
    'jeeves_http_requests_total',
    { status_code: '200' },
    { status_code: '500' },
  ),
  times('jeeves', 'jeeves-http-latency', 0.01, 'jeeves_http_request_duration_seconds'),
  counts(
    'jeeves',
    'jeeves-pipelines',
    0.01,
    'jeeves_pipeline_executions_total',
    { status: 'terminated' },
    { status: 'error' },
  ),
  counts(
    'aoss',
    'aoss-executions',
    0.01,
    'aoss_executions_completed_total',
    { status: 'Success' },
    { status: 'Failed' },
  ),
  counts(
    'backend',
    'backend-http-availability',
    0.005,
    'fastapi_requests_total',
    { status: '200' },
    { status: '500' },
  ),
  counts(
    'fleet',
    'gateway-http-availability',
    0.005,
    'gateway_http_requests_total',
    { status_code: '200' },
    { status_code: '500' },
  ),
  times('fleet', 'gateway-http-latency', 0.01, 'gateway_http_request_duration_seconds'),
];

/** Burning so fast that both alerts are on after twelve minutes; and what leaves them off. */
const burning: Case[] = objectives.flatMap(({ system, slo, budget, series }) => {
  const at = (factor: number, perMinute = 100) =>
    series(perMinute * (1 - factor * budget), perMinute * factor * budget);
  return (
    [
      ['SloBurnsFast', 'page', 5],
      ['SloBurnsSlowly', 'ticket', 0.9],
    ] as const
  ).map(([alert, severity, tolerated]) => ({
    system,
    alert,
    labels: { slo, severity, system },
    fires: at(15),
    silent: {
      [`at ${tolerated} times the budget`]: at(tolerated),
      'without an error': at(0),
      'with six events an hour, all of them bad': series(0, 0.1),
      'without events': series(0, 0),
    },
    after: 0,
  }));
});

/** Every alert of `deploy/` is in here; a test says which is not. */
export const cases: readonly Case[] = [
  ...down,
  ...absent,
  ...executives,
  ...jeeves,
  ...aoss,
  ...fleet,
  ...backend,
  ...burning,
];
