import type { Effect } from '../account/effects.ts';
import { type Lane, oddRequests, type Request, request, type Scenario } from './scenario.ts';

/** A call of a tool through the gateway, as clients and the orchestrator make it. */
export function invocation(tool: string, status: number, body: unknown, seconds = 0): Request {
  return request('gateway', 'POST', `/tools/${tool}/invocations`, status, body, {
    route: '/tools/:tool/invocations',
    seconds,
  });
}

/** The Linear operation that a tool calls. */
const operations = {
  linear_list_issues: 'issues',
  linear_create_issue: 'issueCreate',
  linear_move_issue: 'issueUpdate',
} as const;

type LinearTool = keyof typeof operations;

export function linear(tool: LinearTool, status: 'success' | 'error', seconds = 0): Effect {
  return { what: 'linear', operation: operations[tool], status, seconds };
}

const calls: readonly (readonly [
  name: string,
  tool: LinearTool,
  status: number,
  body: object,
  seconds?: number,
])[] = [
  ['issues are listed', 'linear_list_issues', 200, { team: 'ENG' }],
  ['a big team is listed', 'linear_list_issues', 200, { team: 'slow' }, 0.12],
  ['an issue is created', 'linear_create_issue', 200, { team: 'ENG', title: 'Ship it' }],
  ['an issue is moved', 'linear_move_issue', 200, { id: 'ENG-1', state: 'Done' }],
  ['an issue is moved nowhere', 'linear_move_issue', 422, { id: 'ENG-1', state: 'Nowhere' }],
  ['Linear limits the rate', 'linear_list_issues', 429, { team: 'limited' }],
  ['Linear is broken', 'linear_create_issue', 502, { team: 'broken', title: 'Ship it' }],
];

const flows = [
  ['linear', 'alice', 200, 'completed'],
  ['linear', 'nobody', 403, 'denied'],
  ['linear', 'late', 410, 'expired'],
  ['linear', 'unlucky', 502, 'error'],
  ['github', 'alice', 200, 'completed'],
] as const;

export const gateway: Lane = {
  name: 'gateway',
  scenarios: () => [
    ...calls.map(
      ([name, tool, status, body, seconds]): Scenario => ({
        name: `gateway: ${name}`,
        steps: [invocation(tool, status, body, seconds)],
        effects: [linear(tool, status === 200 ? 'success' : 'error', seconds)],
      }),
    ),
    ...flows.map(
      ([provider, login, status, outcome]): Scenario => ({
        name: `gateway: ${provider} logs ${login} in: ${outcome}`,
        steps: [{ kind: 'oauth-flow', provider, login, status }],
        effects: [{ what: 'oauth', provider, outcome }],
      }),
    ),
    {
      name: 'gateway: tools that are local, and that are not there',
      steps: [
        request('gateway', 'GET', '/tools', 200),
        request('gateway', 'HEAD', '/tools', 200),
        invocation('word_count', 200, { text: 'three words here' }),
        invocation('word_count', 400, {}),
        invocation('nonsense', 404, {}),
        request('gateway', 'GET', '/oauth/linear/callback?state=unknown', 400, undefined, {
          route: '/oauth/:provider/callback',
        }),
      ],
      effects: [],
    },
    oddRequests('gateway', ['PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND']),
    {
      name: 'gateway: what may be done with the tools',
      steps: [
        // Express itself answers OPTIONS of a path that it knows.
        request('gateway', 'OPTIONS', '/tools', 200, undefined, { route: '/tools' }),
      ],
      effects: [],
    },
  ],
};
