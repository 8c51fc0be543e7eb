import type { Effect } from '../account/effects.ts';
import {
  agent,
  answered,
  defaultPipeline,
  failedAnswer,
  grpc,
  type Provider,
  pipeline,
  question,
  quickAnswer,
  refused,
} from './jeeves-effects.ts';
import { type Lane, oddRequests, request, type Scenario } from './scenario.ts';

const service = 'jeeves-orchestrator';

const passed: Effect = { what: 'meta-validation', outcome: 'passed' };
const failed: Effect = { what: 'meta-validation', outcome: 'failed' };
const orchestration = (outcome: string, seconds = 0): Effect => ({
  what: 'orchestration',
  outcome,
  seconds,
});

function orchestrate(
  name: string,
  status: number,
  body: object,
  effects: readonly Effect[],
  seconds = 0,
): Scenario {
  return {
    name: `${service}: ${name}`,
    steps: [request(service, 'POST', '/orchestrations', status, body, { seconds })],
    effects,
  };
}

/** quick-answer fails once at these providers and is tried again after a pause of 20 ms. */
function retried(
  round: number,
  reason: string,
  code: string,
  behaviour: string,
  tried: readonly Provider[],
): Scenario {
  const directives = tried.map((provider) => `#${provider}:${behaviour}:once-${round}-${reason}`);
  return orchestrate(
    `tried again: ${reason}`,
    200,
    { goal: `${question} ${directives.join(' ')}`, pipeline: 'quick-answer' },
    [
      orchestration('success', 0.02),
      grpc('ExecutePipeline', code),
      ...failedAnswer('error', [...tried]),
      { what: 'retry', reason },
      grpc('ExecutePipeline', 'success'),
      ...quickAnswer(directives.length),
      passed,
    ],
    0.02,
  );
}

export const jeevesOrchestrator: Lane = {
  name: service,
  scenarios: (round) => [
    orchestrate(
      // First, so that all is over on the engine's side long before the round is.
      'time runs out while the critic thinks',
      504,
      { goal: `${question} #anthropic:hang`, timeoutMillis: 1500 },
      [
        orchestration('terminated', 1.49),
        grpc('ExecutePipeline', 'CANCELLED'),
        pipeline('default-pipeline', 'terminated'),
        agent('intake', 'success'),
        agent('planner', 'success'),
        ...answered('llamaserver', 20),
        agent('writer', 'success'),
        ...answered('openai', 28),
        agent('critic', 'error'),
        refused('anthropic'),
      ],
      1.49,
    ),
    orchestrate('a goal is reached', 200, { goal: question }, [
      orchestration('success'),
      grpc('ExecutePipeline', 'success'),
      ...defaultPipeline(),
      passed,
    ]),
    orchestrate(
      'the first result is about the weather',
      200,
      { goal: `${question} #anthropic:off-topic:once-${round}` },
      [
        orchestration('success', 0.02),
        grpc('ExecutePipeline', 'success'),
        ...defaultPipeline({ directives: 1, offTopic: true }),
        failed,
        { what: 'retry', reason: 'invalid_result' },
        grpc('ExecutePipeline', 'success'),
        ...defaultPipeline({ directives: 1 }),
        passed,
      ],
      0.02,
    ),
    orchestrate(
      'all results are about the weather',
      502,
      { goal: `${question} #anthropic:off-topic`, attempts: 2 },
      [
        orchestration('error', 0.02),
        grpc('ExecutePipeline', 'success'),
        ...defaultPipeline({ directives: 1, offTopic: true }),
        failed,
        { what: 'retry', reason: 'invalid_result' },
        grpc('ExecutePipeline', 'success'),
        ...defaultPipeline({ directives: 1, offTopic: true }),
        failed,
      ],
      0.02,
    ),
    orchestrate('a pipeline that is not there', 502, { goal: question, pipeline: 'nonsense' }, [
      orchestration('error'),
      grpc('ExecutePipeline', 'NOT_FOUND'),
    ]),
    retried(round, 'unavailable', 'UNAVAILABLE', 'down', ['openai', 'anthropic']),
    retried(round, 'rate_limited', 'RESOURCE_EXHAUSTED', 'rate-limit', ['openai']),
    retried(round, 'incomplete', 'DATA_LOSS', 'cut', ['openai']),
    {
      name: `${service}: no goal`,
      steps: [request(service, 'POST', '/orchestrations', 400, {})],
      effects: [],
    },
    oddRequests(service, ['GET', 'PUT', 'DELETE']),
  ],
};
