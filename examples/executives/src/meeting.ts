import { executives as recorder } from '@obs/recorders/executives';
import { consensusOf } from './consensus.ts';
import { analyse, type Executive, executives, MissingFigures, type Verdict } from './executives.ts';
import type { Proposal } from './proposal.ts';

/** What came out of a meeting. */
export interface Minutes {
  readonly title: string;
  readonly verdicts: Readonly<Partial<Record<Executive, Verdict>>>;
  /** What kept an executive from a verdict. */
  readonly missing: Readonly<Partial<Record<Executive, string>>>;
  /** 0 to 1; absent when fewer than two came to a verdict. */
  readonly consensus?: number;
}

/** Has all executives analyse a proposal at the same time. */
export async function hold(proposal: Proposal): Promise<Minutes> {
  const verdicts: Partial<Record<Executive, Verdict>> = {};
  const missing: Partial<Record<Executive, string>> = {};
  await Promise.all(
    executives.map(async (executive) => {
      try {
        verdicts[executive] = await recorder.withAnalysis({ executive }, () =>
          analyse(executive, proposal),
        );
      } catch (error) {
        if (!(error instanceof MissingFigures)) throw error;
        missing[executive] = error.message;
      }
    }),
  );
  const consensus = consensusOf(Object.values(verdicts).map(({ score }) => score));
  if (consensus === undefined) return { title: proposal.title, verdicts, missing };
  recorder.recordConsensusScore(consensus);
  return { title: proposal.title, verdicts, missing, consensus };
}
