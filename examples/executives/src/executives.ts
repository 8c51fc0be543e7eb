import { setTimeout as sleep } from 'node:timers/promises';
import { type Proposal, readingMillis } from './proposal.ts';

export const executives = ['ceo', 'cfo', 'cto'] as const;
export type Executive = (typeof executives)[number];

/** An executive's view of a proposal. */
export interface Verdict {
  /** 0 is a clear no, 1 a clear yes. */
  readonly score: number;
  readonly reason: string;
}

/** The proposal does not say what this executive has to know. */
export class MissingFigures extends Error {}

/** Reads the reports, then judges. @throws MissingFigures */
export async function analyse(executive: Executive, proposal: Proposal): Promise<Verdict> {
  await sleep(readingMillis[proposal.diligence ?? 'brief']);
  return judges[executive](proposal);
}

const judges: Record<Executive, (proposal: Proposal) => Verdict> = {
  ceo({ market }) {
    if (market === undefined) throw new MissingFigures('nobody looked at the market');
    const score = clamp(market.growth * 2 + market.share);
    return { score, reason: `the market grows ${percent(market.growth)} a year` };
  },

  cfo({ investment, cashFlows }) {
    if (cashFlows === undefined) throw new MissingFigures('there are no cash flows');
    const rate = 0.1;
    const worth = cashFlows.reduce((sum, flow, year) => sum + flow / (1 + rate) ** (year + 1), 0);
    const score = clamp(0.5 + (worth - investment) / (2 * investment));
    return { score, reason: `net present value is ${Math.round(worth - investment)}` };
  },

  cto({ effort }) {
    if (effort === undefined) throw new MissingFigures('nobody estimated the effort');
    const months = effort.personMonths / effort.team;
    const score = clamp(1 - months / 24 - effort.novelty / 2);
    return { score, reason: `it takes ${Math.ceil(months)} months` };
  },
};

function clamp(score: number): number {
  return Math.min(1, Math.max(0, Math.round(score * 100) / 100));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
