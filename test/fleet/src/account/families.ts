import type { ServiceId } from '../fleet/services.ts';
import type { Effect } from './effects.ts';

/** What an effect does to one series. */
export interface Change {
  readonly service: ServiceId;
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly do:
    | { readonly add: number }
    /** One observation of at least so many seconds. */
    | { readonly observe: number }
    /** A level that lies between the two. */
    | { readonly set: readonly [least: number, most: number] };
}

type What = Effect['what'];
type Of<W extends What> = Extract<Effect, { what: W }>;
type Labels = Readonly<Record<string, string>>;

const add = (service: ServiceId, family: string, labels: Labels = {}, value = 1): Change => ({
  service,
  family,
  labels,
  do: { add: value },
});
const observe = (
  service: ServiceId,
  family: string,
  labels: Labels,
  seconds: number | undefined,
): Change => ({ service, family, labels, do: { observe: seconds ?? 0 } });
const set = (service: ServiceId, family: string, least: number, most = least): Change => ({
  service,
  family,
  labels: {},
  do: { set: [least, most] },
});

/** The series that each kind of effect changes, as the contract names them. */
const rules: { readonly [W in What]: (effect: Of<W>) => Change[] } = {
  http: (effect) => httpRules[effect.service]?.(effect) ?? [],

  analysis: ({ executive, failed, seconds }) => [
    add('executives', 'executive_analysis_total', { executive }),
    ...(failed ? [add('executives', 'executive_analysis_failures_total', { executive })] : []),
    observe('executives', 'executive_analysis_duration_seconds', { executive }, seconds),
  ],
  consensus: ({ score }) => [set('executives', 'executive_consensus_score', score)],

  deliberation: ({ seconds }) => [
    add('governance', 'governance_deliberation_total'),
    observe('governance', 'governance_deliberation_duration_seconds', {}, seconds),
  ],
  vote: ({ outcome }) => [add('governance', 'governance_vote_total', { outcome })],
  violation: ({ policy }) => [add('governance', 'governance_policy_violations_total', { policy })],

  session: () => [
    add('duplex', 'duplex_sessions_total'),
    // Every session of a round has ended when the round has.
    set('duplex', 'duplex_sessions_active', 0),
  ],
  rtt: ({ seconds }) => [observe('duplex', 'duplex_rtt_seconds', {}, seconds)],
  'audio-quality': ({ least, most }) => [set('duplex', 'duplex_audio_quality_score', least, most)],

  pipeline: ({ pipeline, status, seconds }) => [
    add('jeeves-engine', 'jeeves_pipeline_executions_total', { pipeline, status }),
    observe('jeeves-engine', 'jeeves_pipeline_duration_seconds', { pipeline }, seconds),
  ],
  agent: ({ agent, status, seconds }) => [
    add('jeeves-engine', 'jeeves_agent_executions_total', { agent, status }),
    observe('jeeves-engine', 'jeeves_agent_duration_seconds', { agent }, seconds),
  ],
  llm: ({ provider, model, status, seconds }) => [
    add('jeeves-engine', 'jeeves_llm_calls_total', { provider, model, status }),
    observe('jeeves-engine', 'jeeves_llm_duration_seconds', { provider, model }, seconds),
  ],
  'llm-tokens': ({ provider, model, prompt, completion, usd }) => [
    add('jeeves-engine', 'jeeves_llm_tokens_total', { provider, model, type: 'prompt' }, prompt),
    add(
      'jeeves-engine',
      'jeeves_llm_tokens_total',
      { provider, model, type: 'completion' },
      completion,
    ),
    add('jeeves-engine', 'jeeves_llm_cost_usd_total', { provider, model }, usd),
  ],
  grpc: ({ method, status, seconds }) => [
    add('jeeves-engine', 'jeeves_grpc_requests_total', { method, status }),
    observe('jeeves-engine', 'jeeves_grpc_request_duration_seconds', { method }, seconds),
  ],
  orchestration: ({ outcome, seconds }) => [
    add('jeeves-orchestrator', 'jeeves_orchestrator_executions_total', { outcome }),
    observe('jeeves-orchestrator', 'jeeves_orchestrator_duration_seconds', {}, seconds),
  ],
  'meta-validation': ({ outcome }) => [
    add('jeeves-orchestrator', 'jeeves_meta_validation_total', { outcome }),
  ],
  retry: ({ reason }) => [add('jeeves-orchestrator', 'jeeves_retries_total', { reason })],

  execution: ({ agentType, serverTag, status, seconds }) => {
    const labels = { agent_type: agentType, server_tag: serverTag };
    return [
      add('aoss', 'aoss_executions_total', labels),
      add('aoss', 'aoss_executions_completed_total', { ...labels, status }),
      observe(
        'aoss',
        'aoss_execution_duration_seconds',
        { agent_type: agentType, status },
        seconds,
      ),
      // Every execution of a round has ended when the round has.
      { ...set('aoss', 'aoss_active_executions', 0), labels: { agent_type: agentType } },
    ];
  },
  step: ({ agentType, status }) => [
    add('aoss', 'aoss_execution_steps_total', { agent_type: agentType, status }),
  ],
  'execution-error': ({ agentType, errorType }) => [
    add('aoss', 'aoss_execution_errors_total', { agent_type: agentType, error_type: errorType }),
  ],
  'self-healing': ({ agentType, success }) => [
    add('aoss', 'aoss_self_healing_attempts_total', {
      agent_type: agentType,
      success: String(success),
    }),
  ],
  compliance: ({ agentType, result }) => [
    add('aoss', 'aoss_compliance_checks_total', { agent_type: agentType, result }),
  ],
  'db-operation': ({ operation, status }) => [
    add('aoss', 'aoss_db_operations_total', { operation, status }),
  ],

  linear: ({ operation, status, seconds }) => [
    add('gateway', 'gateway_linear_api_calls_total', { operation, status }),
    observe('gateway', 'gateway_linear_api_duration_seconds', { operation }, seconds),
  ],
  oauth: ({ provider, outcome }) => [
    add('gateway', 'gateway_oauth_flows_total', { provider, outcome }),
  ],
  task: ({ agent, outcome, seconds }) => [
    add('orchestrator', 'orchestrator_tasks_total', { agent, outcome }),
    observe('orchestrator', 'orchestrator_task_duration_seconds', { agent }, seconds),
  ],
  selection: ({ agent, reason }) => [
    add('orchestrator', 'orchestrator_agent_selections_total', { agent, reason }),
  ],
  approval: ({ outcome, seconds }) => [
    add('orchestrator', 'orchestrator_hitl_approvals_total', { outcome }),
    observe('orchestrator', 'orchestrator_hitl_approval_wait_seconds', {}, seconds),
  ],
  'plan-tokens': ({ provider, model, prompt, completion, usd }) => [
    add(
      'orchestrator',
      'orchestrator_llm_tokens_total',
      { provider, model, type: 'prompt' },
      prompt,
    ),
    add(
      'orchestrator',
      'orchestrator_llm_tokens_total',
      { provider, model, type: 'completion' },
      completion,
    ),
    add('orchestrator', 'orchestrator_llm_cost_usd_total', { provider, model }, usd),
  ],
  'db-query': ({ operation }) => [
    observe('state-persistence', 'state_db_query_duration_seconds', { operation }, 0),
  ],
  transition: ({ from, to }) => [add('state-persistence', 'state_transitions_total', { from, to })],
  completion: ({ outcome }) => [
    add('state-persistence', 'state_workflow_completions_total', { outcome }),
  ],
};

type Http = Of<'http'>;

/** Requests of the first three services: their duration has no labels. */
const sharedHttp = ({ service, method, route, status, seconds }: Http): Change[] => [
  add(service, 'http_requests_total', { method, status: String(status), endpoint: route }),
  observe(service, 'http_request_duration_seconds', {}, seconds),
];
const jeevesHttp = ({ service, method, route, status, seconds }: Http): Change[] => [
  add(service, 'jeeves_http_requests_total', { method, path: route, status_code: String(status) }),
  observe(service, 'jeeves_http_request_duration_seconds', { method, path: route }, seconds),
];

/** orchestrator and state-persistence name no HTTP families. */
const httpRules: { readonly [S in ServiceId]?: (effect: Http) => Change[] } = {
  executives: sharedHttp,
  governance: sharedHttp,
  duplex: sharedHttp,
  'jeeves-gateway': jeevesHttp,
  'jeeves-orchestrator': jeevesHttp,
  aoss: ({ method, route, status }) => [
    add('aoss', 'aoss_api_requests_total', { method, endpoint: route, status: String(status) }),
  ],
  gateway: ({ method, route, status, seconds }) => [
    add('gateway', 'gateway_http_requests_total', { method, route, status_code: String(status) }),
    observe('gateway', 'gateway_http_request_duration_seconds', { method, route }, seconds),
  ],
};

/** The series that an effect changes. */
export function changesOf(effect: Effect): Change[] {
  return (rules[effect.what] as (effect: Effect) => Change[])(effect);
}
