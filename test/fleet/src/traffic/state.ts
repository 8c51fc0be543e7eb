import { moved } from './orchestrator.ts';
import { type Lane, request } from './scenario.ts';

const create = request(
  'state-persistence',
  'POST',
  '/workflows',
  201,
  { kind: 'by hand' },
  {
    keep: { id: 'workflow' },
  },
);
const move = (to: string, status = 200) =>
  request(
    'state-persistence',
    'POST',
    '/workflows/{workflow}/transitions',
    status,
    { to },
    {
      route: '/workflows/:id/transitions',
    },
  );

export const state: Lane = {
  name: 'state-persistence',
  scenarios: () => [
    {
      name: 'state-persistence: a workflow is cancelled, and stays so',
      steps: [
        create,
        move('cancelled'),
        move('running', 409),
        request('state-persistence', 'GET', '/workflows/{workflow}', 200, undefined, {
          route: '/workflows/:id',
        }),
      ],
      effects: [
        { what: 'db-query', operation: 'insert' },
        ...moved('pending', 'cancelled'),
        { what: 'completion', outcome: 'cancelled' },
        { what: 'db-query', operation: 'select' },
        { what: 'db-query', operation: 'select' },
      ],
    },
    {
      name: 'state-persistence: requests that come to nothing',
      steps: [
        request('state-persistence', 'POST', '/workflows', 400, {}),
        request('state-persistence', 'GET', '/workflows/999999', 404),
      ],
      effects: [{ what: 'db-query', operation: 'select' }],
    },
  ],
};
