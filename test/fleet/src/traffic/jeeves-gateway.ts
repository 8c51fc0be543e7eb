import type { Effect } from '../account/effects.ts';
import {
  agent,
  defaultPipeline,
  failedAnswer,
  grpc,
  type Provider,
  pipeline,
  question,
  quickAnswer,
  refused,
} from './jeeves-effects.ts';
import {
  type Lane,
  oddRequests,
  type Request,
  request,
  type Scenario,
  uuidOf,
} from './scenario.ts';

const service = 'jeeves-gateway';
const editor = { authorization: 'Bearer editor' };
const reader = { authorization: 'Bearer reader' };

interface Run {
  readonly name: string;
  readonly pipeline: string;
  readonly body: object;
  readonly status: number;
  readonly grpc: string;
  readonly effects: readonly Effect[];
  readonly seconds?: number;
}

function run({ name, pipeline, body, status, grpc: code, effects, seconds = 0 }: Run): Scenario {
  return {
    name: `${service}: ${name}`,
    steps: [
      request(service, 'POST', `/v1/pipelines/${pipeline}/executions`, status, body, {
        route: '/v1/pipelines/:name/executions',
        seconds,
      }),
    ],
    effects: [grpc('ExecutePipeline', code, seconds), ...effects],
  };
}

/** A run of quick-answer that the model's misbehaviour ends. */
function misbehaviour(
  name: string,
  status: number,
  code: string,
  behaviour: string,
  tried: Provider[],
): Scenario {
  return run({
    name,
    pipeline: 'quick-answer',
    body: { input: `${question} ${behaviour}` },
    status,
    grpc: code,
    effects: failedAnswer('error', tried),
  });
}

const runs: readonly Scenario[] = [
  run({
    name: 'an answer',
    pipeline: 'default-pipeline',
    body: { input: question },
    status: 201,
    grpc: 'success',
    effects: defaultPipeline(),
  }),
  run({
    name: 'a slow answer',
    pipeline: 'default-pipeline',
    body: { input: `${question} #openai:slow` },
    status: 201,
    grpc: 'success',
    effects: defaultPipeline({ directives: 1, seconds: 0.25 }),
    seconds: 0.25,
  }),
  run({
    name: 'another provider plans',
    pipeline: 'default-pipeline',
    body: { input: `${question} #llamaserver:down` },
    status: 201,
    grpc: 'success',
    effects: defaultPipeline({ directives: 1, plannerDown: true }),
  }),
  misbehaviour('a rate limit', 429, 'RESOURCE_EXHAUSTED', '#openai:rate-limit', ['openai']),
  misbehaviour('half an answer', 502, 'DATA_LOSS', '#openai:cut', ['openai']),
  misbehaviour('no answer at all', 500, 'UNKNOWN', '#openai:garbled', ['openai']),
  misbehaviour('nobody is up', 503, 'UNAVAILABLE', '#openai:down #anthropic:down', [
    'openai',
    'anthropic',
  ]),
  run({
    name: 'no time',
    pipeline: 'quick-answer',
    body: { input: `${question} #openai:hang`, timeoutMillis: 150 },
    status: 504,
    grpc: 'DEADLINE_EXCEEDED',
    effects: [...failedAnswer('terminated', ['openai'], 0.14)],
    seconds: 0.14,
  }),
  run({
    name: 'no question',
    pipeline: 'quick-answer',
    body: { input: ' ' },
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    effects: [pipeline('quick-answer', 'error'), agent('intake', 'error')],
  }),
  run({
    name: 'no such pipeline',
    pipeline: 'nonsense',
    body: { input: question },
    status: 404,
    grpc: 'NOT_FOUND',
    effects: [],
  }),
  run({
    name: 'a pipeline without agents',
    pipeline: 'draft',
    body: { input: question },
    status: 412,
    grpc: 'FAILED_PRECONDITION',
    effects: [],
  }),
];

const stream = { path: '/v1/pipelines/:name/stream', route: '/v1/pipelines/:name/stream' };

const streams: readonly Scenario[] = [
  {
    // First, so that all is over on the engine's side long before the round is.
    name: `${service}: a reader hangs up while the planner thinks`,
    steps: [
      {
        kind: 'hang-up',
        service,
        path: stream.path.replace(':name', 'default-pipeline'),
        route: stream.route,
        body: { input: `${question} #llamaserver:hang` },
      },
    ],
    effects: [
      grpc('StreamPipeline', 'CANCELLED'),
      pipeline('default-pipeline', 'terminated'),
      agent('intake', 'success'),
      agent('planner', 'error'),
      refused('llamaserver'),
    ],
  },
  {
    name: `${service}: an answer step by step`,
    steps: [
      request(
        service,
        'POST',
        stream.path.replace(':name', 'quick-answer'),
        200,
        { input: question },
        { route: stream.route },
      ),
    ],
    effects: [grpc('StreamPipeline', 'success'), ...quickAnswer()],
  },
];

/** An edit of the pipelines and the status that the engine answers it with. */
const edits: readonly (readonly [step: Request, method: string, status: string])[] = [
  [create(401, {}), 'CreatePipeline', 'UNAUTHENTICATED'],
  [create(403, {}, reader), 'CreatePipeline', 'PERMISSION_DENIED'],
  [create(409, { name: 'draft' }, editor), 'CreatePipeline', 'ALREADY_EXISTS'],
  [create(500, { name: 'broken', settingsJson: '{' }, editor), 'CreatePipeline', 'INTERNAL'],
  [create(201, { name: 'seasonal', agents: ['intake'] }, editor), 'CreatePipeline', 'success'],
  [update(200, { agents: ['writer'], version: 1 }), 'UpdatePipeline', 'success'],
  [update(409, { agents: ['critic'], version: 1 }), 'UpdatePipeline', 'ABORTED'],
  [named('DELETE', 200, undefined), 'DeletePipeline', 'success'],
  [
    request(service, 'POST', '/v1/pipelines/import', 501, { url: 'https://example.org' }),
    'ImportPipeline',
    'UNIMPLEMENTED',
  ],
];

function create(status: number, body: object, headers?: Record<string, string>): Request {
  return request(
    service,
    'POST',
    '/v1/pipelines',
    status,
    body,
    headers === undefined ? {} : { headers },
  );
}

function update(status: number, body: object): Request {
  return named('PUT', status, body);
}

function named(method: string, status: number, body: object | undefined): Request {
  return request(service, method, '/v1/pipelines/seasonal', status, body, {
    route: '/v1/pipelines/:name',
    headers: editor,
  });
}

/** An execution that is asked for again by its id. */
function recalled(round: number): Scenario {
  const executionId = uuidOf(round, 1);
  const again = (query: string, status: number) =>
    request(service, 'GET', `/v1/executions/${executionId}${query}`, status, undefined, {
      route: '/v1/executions/:id',
    });
  const ran = run({
    name: 'an answer is asked for again',
    pipeline: 'quick-answer',
    body: { input: question, executionId },
    status: 201,
    grpc: 'success',
    effects: quickAnswer(),
  });
  return {
    ...ran,
    steps: [...ran.steps, again('', 200), again('?after=99', 416)],
    effects: [
      ...ran.effects,
      grpc('GetExecution', 'success'),
      grpc('GetExecution', 'OUT_OF_RANGE'),
    ],
  };
}

export const jeevesGateway: Lane = {
  name: service,
  scenarios: (round) => [
    ...streams,
    ...runs,
    {
      name: `${service}: pipelines are edited`,
      steps: edits.map(([step]) => step),
      effects: edits.map(([, method, status]) => grpc(method, status)),
    },
    recalled(round),
    oddRequests(service, ['GET', 'HEAD', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND']),
  ],
};
