import type { Effect } from '../account/effects.ts';
import { type Lane, oddRequests, request, type Scenario } from './scenario.ts';

const proposal = {
  title: 'a new data center',
  proposer: 'ada',
  amount: 50_000,
  ballots: [
    { member: 'ada', choice: 'yes' },
    { member: 'bob', choice: 'yes' },
    { member: 'eve', choice: 'no' },
  ],
};

interface Deliberation {
  readonly name: string;
  readonly change?: object;
  readonly outcome?: 'approved' | 'rejected';
  readonly violated?: readonly string[];
  readonly seconds?: number;
}

const deliberations: readonly Deliberation[] = [
  { name: 'a majority is in favour', outcome: 'approved' },
  {
    name: 'three speeches, and nobody is in favour',
    change: {
      speakers: ['ada', 'bob', 'eve'],
      ballots: proposal.ballots.map((ballot) => ({ ...ballot, choice: 'no' })),
    },
    outcome: 'rejected',
    seconds: 0.12,
  },
  {
    name: 'a long debate on too much money, by those who gain',
    change: { amount: 500_000, beneficiaries: ['bob'], speakers: Array(14).fill('ada') },
    outcome: 'rejected',
    violated: ['spending-limit', 'conflict-of-interest'],
    seconds: 0.56,
  },
  {
    name: 'only the proposer is in favour',
    change: {
      ballots: [
        { member: 'ada', choice: 'yes' },
        { member: 'bob', choice: 'abstain' },
        { member: 'eve', choice: 'abstain' },
      ],
    },
    outcome: 'rejected',
    violated: ['two-person-rule'],
  },
  {
    name: 'data far away is noted, and approved',
    change: { region: 'moon' },
    outcome: 'approved',
    violated: ['data-residency'],
  },
  { name: 'no quorum', change: { ballots: proposal.ballots.slice(1) } },
];

function deliberation({
  name,
  change,
  outcome,
  violated = [],
  seconds = 0,
}: Deliberation): Scenario {
  const status = outcome === undefined ? 409 : 200;
  const effects: Effect[] = [
    { what: 'deliberation', seconds },
    ...violated.map((policy): Effect => ({ what: 'violation', policy })),
  ];
  if (outcome !== undefined) effects.push({ what: 'vote', outcome });
  return {
    name: `governance: ${name}`,
    steps: [
      request(
        'governance',
        'POST',
        '/deliberations',
        status,
        { ...proposal, ...change },
        { seconds },
      ),
    ],
    effects,
  };
}

export const governance: Lane = {
  name: 'governance',
  scenarios: () => [
    ...deliberations.map(deliberation),
    {
      name: 'governance: the list of policies, and a proposal without a title',
      steps: [
        request('governance', 'GET', '/policies', 200),
        request('governance', 'POST', '/deliberations', 400, {}),
      ],
      effects: [],
    },
    oddRequests('governance', ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']),
  ],
};
