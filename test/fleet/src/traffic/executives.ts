import type { Effect } from '../account/effects.ts';
import { type Lane, oddRequests, request, type Scenario } from './scenario.ts';

/** A proposal that the CEO gives 0.8, the CFO 0.73 and the CTO 0.65. */
const proposal = {
  title: 'a second factory',
  investment: 1000,
  cashFlows: [600, 600, 560],
  market: { growth: 0.1, share: 0.6 },
  effort: { personMonths: 12, team: 5, novelty: 0.5 },
};

interface Meeting {
  readonly name: string;
  readonly change?: object;
  readonly status: number;
  readonly failed?: readonly string[];
  readonly score?: number;
  readonly seconds: number;
}

/** `seconds` is how long the reports are read; `undefined` in `change` leaves a part out. */
const meetings: readonly Meeting[] = [
  { name: 'all agree', status: 200, score: 0.85, seconds: 0.02 },
  {
    name: 'nobody knows the cash flows',
    change: { cashFlows: undefined },
    status: 200,
    failed: ['cfo'],
    score: 0.85,
    seconds: 0.02,
  },
  {
    name: 'only the CFO can judge',
    change: { market: undefined, effort: undefined },
    status: 422,
    failed: ['ceo', 'cto'],
    seconds: 0.02,
  },
  {
    name: 'reports are read thoroughly, and they disagree',
    change: { cashFlows: [100], diligence: 'thorough' },
    status: 200,
    score: 0.25,
    seconds: 0.16,
  },
  {
    name: 'all reports are read',
    change: { diligence: 'exhaustive' },
    status: 200,
    score: 0.85,
    seconds: 0.65,
  },
];

function meeting({ name, change, status, failed = [], score, seconds }: Meeting): Scenario {
  const effects: Effect[] = ['ceo', 'cfo', 'cto'].map((executive) => ({
    what: 'analysis',
    executive,
    failed: failed.includes(executive),
    seconds,
  }));
  if (score !== undefined) effects.push({ what: 'consensus', score });
  return {
    name: `executives: ${name}`,
    steps: [
      request('executives', 'POST', '/analyses', status, { ...proposal, ...change }, { seconds }),
    ],
    effects,
  };
}

export const executives: Lane = {
  name: 'executives',
  scenarios: () => [
    ...meetings.map(meeting),
    {
      name: 'executives: questions that have an answer, and one that has none',
      steps: [
        request('executives', 'GET', '/executives', 200),
        request('executives', 'GET', '/consensus', 200),
        request('executives', 'POST', '/analyses', 400, { title: 'no money in it' }),
      ],
      effects: [],
    },
    oddRequests('executives', ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']),
  ],
};
