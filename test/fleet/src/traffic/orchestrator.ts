import type { Effect } from '../account/effects.ts';
import { linear } from './gateway.ts';
import { type Lane, type Request, request, type Scenario } from './scenario.ts';

interface Task {
  readonly name: string;
  readonly body: object;
  readonly agent: string;
  readonly reason: string;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** Words of the prompt; undefined when the model made no plan. */
  readonly promptWords?: number;
  /** What a human does, in how many milliseconds; a timeout is nobody doing anything. */
  readonly human?: { readonly outcome: string; readonly millis: number };
  /** The gateway's answer to the call of the tool, and what it leaves behind there. */
  readonly tool?: { readonly name: string; readonly status: number; readonly effects: Effect[] };
}

/** "Make a plan of three steps." and a goal. */
const promptWords = (goalWords: number) => 6 + goalWords;
/** "First look at it, then do it, then check it." */
const planWords = 10;

const tasks: readonly Task[] = [
  {
    name: 'nobody is made for it, the generalist does it',
    body: { goal: 'count the words', given: { text: 'one two' } },
    agent: 'generalist',
    reason: 'fallback',
    outcome: 'completed',
    promptWords: promptWords(3),
    tool: { name: 'word_count', status: 200, effects: [] },
  },
  {
    name: 'an issue is filed',
    body: { goal: 'file it', capability: 'issues', given: { team: 'slow', title: 'Ship it' } },
    agent: 'issue-agent',
    reason: 'capability',
    outcome: 'completed',
    promptWords: promptWords(2),
    tool: {
      name: 'linear_create_issue',
      status: 200,
      effects: [linear('linear_create_issue', 'success', 0.12)],
    },
  },
  {
    name: 'an issue is filed with a broken Linear',
    body: { goal: 'file it', agent: 'issue-agent', given: { team: 'broken', title: 'Ship it' } },
    agent: 'issue-agent',
    reason: 'requested',
    outcome: 'failed',
    promptWords: promptWords(2),
    tool: {
      name: 'linear_create_issue',
      status: 502,
      effects: [linear('linear_create_issue', 'error')],
    },
  },
  {
    name: 'the model has no plan',
    body: { goal: 'do something #no-plan' },
    agent: 'generalist',
    reason: 'fallback',
    outcome: 'failed',
  },
  {
    name: 'a human thinks, and approves a release',
    body: { goal: 'release it', capability: 'release', given: { id: 'ENG-1', state: 'Done' } },
    agent: 'release-agent',
    reason: 'capability',
    outcome: 'completed',
    promptWords: promptWords(2),
    human: { outcome: 'approved', millis: 1100 },
    tool: {
      name: 'linear_move_issue',
      status: 200,
      effects: [linear('linear_move_issue', 'success')],
    },
  },
  {
    name: 'a human rejects a release',
    body: { goal: 'release it', agent: 'release-agent' },
    agent: 'release-agent',
    reason: 'requested',
    outcome: 'cancelled',
    promptWords: promptWords(2),
    human: { outcome: 'rejected', millis: 30 },
  },
  {
    name: 'nobody looks at a release',
    body: { goal: 'release it', agent: 'release-agent', approvalMillis: 200 },
    agent: 'release-agent',
    reason: 'requested',
    outcome: 'cancelled',
    promptWords: promptWords(2),
    human: { outcome: 'timeout', millis: 200 },
  },
];

/** The states that a workflow goes through. */
function wayOf({ outcome, human }: Task): string[] {
  if (human === undefined) return ['pending', 'running', outcome];
  return human.outcome === 'approved'
    ? ['pending', 'running', 'waiting', 'running', outcome]
    : ['pending', 'running', 'waiting', outcome];
}

function stepsOf({ body, human }: Task): Request[] {
  if (human === undefined) return [request('orchestrator', 'POST', '/tasks', 201, body)];
  const { outcome, millis } = human;
  const approval = request(
    'orchestrator',
    'POST',
    '/approvals/{task}',
    204,
    { decision: outcome },
    { route: '/approvals/:id', pauseMillis: millis },
  );
  return [
    request('orchestrator', 'POST', '/tasks', 202, body, { keep: { id: 'task' } }),
    ...(outcome === 'timeout' ? [] : [approval]),
    request('orchestrator', 'GET', '/tasks/{task}/result', 200, undefined, {
      route: '/tasks/:id/result',
    }),
  ];
}

function effectsOf(task: Task): Effect[] {
  const { agent, reason, outcome, human, tool } = task;
  const seconds = (human?.millis ?? 0) / 1000;
  const way = wayOf(task);
  const effects: Effect[] = [
    { what: 'selection', agent, reason },
    { what: 'task', agent, outcome, seconds },
    { what: 'db-query', operation: 'insert' },
    ...way.slice(1).flatMap((to, at) => moved(way[at] as string, to)),
    { what: 'completion', outcome },
  ];
  if (task.promptWords !== undefined) {
    const prompt = task.promptWords;
    const usd = (prompt * 0.15 + planWords * 0.6) / 1e6;
    effects.push({
      what: 'plan-tokens',
      provider: 'openai',
      model: 'gpt-4o-mini',
      prompt,
      completion: planWords,
      usd,
    });
  }
  if (human !== undefined) effects.push({ what: 'approval', outcome: human.outcome, seconds });
  if (tool !== undefined) {
    effects.push(
      {
        what: 'http',
        service: 'gateway',
        method: 'POST',
        route: '/tools/:tool/invocations',
        status: tool.status,
      },
      ...tool.effects,
    );
  }
  return effects;
}

/** A workflow goes on: it is looked up, changed, and its history written. */
export function moved(from: string, to: string): Effect[] {
  return [
    { what: 'db-query', operation: 'select' },
    { what: 'db-query', operation: 'update' },
    { what: 'db-query', operation: 'insert' },
    { what: 'transition', from, to },
  ];
}

export const orchestrator: Lane = {
  name: 'orchestrator',
  scenarios: () => [
    ...tasks.map(
      (task): Scenario => ({
        name: `orchestrator: ${task.name}`,
        steps: stepsOf(task),
        effects: effectsOf(task),
      }),
    ),
    {
      name: 'orchestrator: requests that come to nothing',
      steps: [
        request('orchestrator', 'POST', '/tasks', 400, {}),
        request('orchestrator', 'GET', '/tasks/999999/result', 404, undefined, {
          route: '/tasks/:id/result',
        }),
        request('orchestrator', 'POST', '/approvals/999999', 404, { decision: 'approved' }),
      ],
      effects: [],
    },
  ],
};
