/** What the executives are asked about. Each of them needs a part of it and fails without. */
export interface Proposal {
  readonly title: string;
  /** Money to spend now. */
  readonly investment: number;
  /** Money that comes back, year by year; the CFO's part. */
  readonly cashFlows?: readonly number[];
  /** The CEO's part: yearly growth, and the share of the market to be won, 0 to 1 each. */
  readonly market?: { readonly growth: number; readonly share: number };
  /** The CTO's part. `novelty`: 0 is routine, 1 was never done before. */
  readonly effort?: {
    readonly personMonths: number;
    readonly team: number;
    readonly novelty: number;
  };
  /** How many reports are read before a verdict; default `brief`. */
  readonly diligence?: Diligence;
}

/** Milliseconds that reading the reports takes here, where a model would be asked otherwise. */
export const readingMillis = { none: 0, brief: 20, thorough: 160, exhaustive: 650 } as const;

export type Diligence = keyof typeof readingMillis;

/** The proposal in a request's body, or what is wrong with it. */
export function parseProposal(body: unknown): Proposal | string {
  const proposal = body as Partial<Proposal> | null;
  if (typeof proposal?.title !== 'string' || proposal.title === '') return 'title is missing';
  if (!(typeof proposal.investment === 'number' && proposal.investment > 0)) {
    return 'investment is not a positive number';
  }
  if (proposal.diligence !== undefined && !Object.hasOwn(readingMillis, proposal.diligence)) {
    return `diligence is one of ${Object.keys(readingMillis).join(', ')}`;
  }
  return proposal as Proposal;
}
