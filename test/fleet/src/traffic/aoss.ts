import type { Effect } from '../account/effects.ts';
import { type Lane, oddRequests, request, type Scenario, uuidOf } from './scenario.ts';

interface Step {
  readonly command: string;
  readonly millis?: number;
  readonly faults?: readonly string[];
}

interface Execution {
  readonly name: string;
  readonly agentType: string;
  readonly serverTag?: string;
  readonly steps: readonly Step[];
  readonly status: 'Success' | 'Failed';
  /** What it leaves behind besides itself. */
  readonly done?: { readonly Success?: number; readonly Failed?: number };
  readonly errors?: readonly string[];
  readonly healed?: readonly boolean[];
  readonly refused?: true;
  readonly seconds?: number;
}

const executions: readonly Execution[] = [
  {
    name: 'two steps that work',
    agentType: 'general',
    steps: [{ command: 'uptime' }, { command: 'df -h' }],
    status: 'Success',
    done: { Success: 2 },
  },
  {
    name: 'a fault that nothing helps against',
    agentType: 'general',
    serverTag: 'web-1',
    steps: [{ command: 'uptime' }, { command: 'reboot', faults: ['system_error'] }],
    status: 'Failed',
    done: { Success: 1, Failed: 1 },
    errors: ['system_error'],
    healed: [false],
  },
  {
    name: 'a connection that comes back',
    agentType: 'network',
    serverTag: 'web-1',
    steps: [{ command: 'ping db-1', faults: ['connection_error'] }, { command: 'traceroute' }],
    status: 'Success',
    done: { Success: 2 },
    errors: ['connection_error'],
    healed: [true],
  },
  {
    name: "another agent's business",
    agentType: 'network',
    steps: [{ command: 'vacuum' }],
    status: 'Failed',
    errors: ['compliance_error'],
    refused: true,
  },
  {
    name: 'a full disk and a slow answer, both healed',
    agentType: 'database',
    serverTag: 'db-1',
    steps: [{ command: 'vacuum', millis: 60, faults: ['disk_full', 'timeout_error'] }],
    status: 'Success',
    done: { Success: 1 },
    errors: ['disk_full', 'timeout_error'],
    healed: [true, true],
    seconds: 0.18,
  },
  {
    name: 'a server that never answers in time',
    agentType: 'database',
    serverTag: 'db-1',
    steps: [{ command: 'backup', faults: ['timeout_error', 'timeout_error', 'timeout_error'] }],
    status: 'Failed',
    done: { Failed: 1 },
    errors: ['timeout_error', 'timeout_error', 'timeout_error'],
    healed: [true, true, false],
  },
  {
    name: 'a scan that takes its time, twice',
    agentType: 'security',
    steps: [{ command: 'scan', millis: 300, faults: ['connection_error'] }],
    status: 'Success',
    done: { Success: 1 },
    errors: ['connection_error'],
    healed: [true],
    seconds: 0.6,
  },
  {
    name: 'a forbidden command',
    agentType: 'security',
    steps: [{ command: 'uptime' }, { command: 'rm -rf /' }],
    status: 'Failed',
    errors: ['compliance_error'],
    refused: true,
  },
];

function execution(sent: Execution): Scenario {
  const { name, agentType, serverTag, steps, status, seconds = 0 } = sent;
  const { done = {}, errors = [], healed = [], refused = false } = sent;
  const plan = { agentType, steps, ...(serverTag === undefined ? {} : { serverTag }) };
  return {
    name: `aoss: ${name}`,
    steps: [request('aoss', 'POST', '/executions', 201, plan, { seconds })],
    effects: [
      { what: 'db-operation', operation: 'insert', status: 'Success' },
      { what: 'execution', agentType, serverTag: serverTag ?? 'unknown', status, seconds },
      { what: 'compliance', agentType, result: refused ? 'failed' : 'passed' },
      ...Object.entries(done).flatMap(([status, count]) =>
        Array<Effect>(count).fill({ what: 'step', agentType, status }),
      ),
      ...errors.map((errorType): Effect => ({ what: 'execution-error', agentType, errorType })),
      ...healed.map((success): Effect => ({ what: 'self-healing', agentType, success })),
      { what: 'db-operation', operation: 'update', status: 'Success' },
    ],
  };
}

/** An execution with an id: sent twice, looked at, deleted. */
function kept(round: number): Scenario {
  const id = uuidOf(round, 2);
  const plan = { id, agentType: 'general', steps: [{ command: 'uptime' }] };
  const at = (method: string, status: number, route = '/executions/:id') =>
    request('aoss', method, `/executions/${id}`, status, undefined, { route });
  return {
    name: 'aoss: an execution is sent twice, looked at and deleted',
    steps: [
      request('aoss', 'POST', '/executions', 201, plan),
      request('aoss', 'POST', '/executions', 409, plan),
      at('GET', 200),
      request('aoss', 'GET', '/executions', 200),
      at('DELETE', 204),
      at('DELETE', 404, 'unmatched'),
      at('PATCH', 405, 'unmatched'),
    ],
    effects: [
      { what: 'db-operation', operation: 'insert', status: 'Success' },
      { what: 'execution', agentType: 'general', serverTag: 'unknown', status: 'Success' },
      { what: 'compliance', agentType: 'general', result: 'passed' },
      { what: 'step', agentType: 'general', status: 'Success' },
      { what: 'db-operation', operation: 'update', status: 'Success' },
      { what: 'db-operation', operation: 'insert', status: 'Failed' },
      { what: 'db-operation', operation: 'select', status: 'Success' },
      { what: 'db-operation', operation: 'select', status: 'Success' },
      { what: 'db-operation', operation: 'delete', status: 'Success' },
      { what: 'db-operation', operation: 'delete', status: 'Success' },
    ],
  };
}

export const aoss: Lane = {
  name: 'aoss',
  scenarios: (round) => [
    ...executions.map(execution),
    kept(round),
    {
      name: 'aoss: plans that are none',
      steps: [
        request('aoss', 'POST', '/executions', 400, { agentType: 'secret', steps: [] }),
        request('aoss', 'POST', '/executions', 400, { agentType: 'general', steps: [] }),
      ],
      effects: [],
    },
    oddRequests('aoss', ['GET', 'HEAD', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND']),
  ],
};
