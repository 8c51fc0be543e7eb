import { setTimeout as sleep } from 'node:timers/promises';
import { governance as recorder } from '@obs/recorders/governance';
import { policies, violations } from './policies.mjs';

const quorum = 3;
/** A speech takes this long here. */
const speechMillis = 40;

/**
 * Deliberates on a proposal: speeches, then policies, then the vote. Without a quorum there is no
 * vote and so no outcome.
 *
 * @param {import('./policies.mjs').Proposal} proposal
 * @returns {Promise<{ title: string, outcome?: 'approved' | 'rejected', violated: string[] }>}
 */
export function deliberate(proposal) {
  return recorder.withDeliberation(async () => {
    const { title, speakers = [], ballots } = proposal;
    for (const _ of speakers) await sleep(speechMillis);

    const violated = violations(proposal);
    for (const policy of violated) recorder.recordPolicyViolation({ policy });

    if (ballots.length < quorum) return { title, violated };
    const outcome = decide(ballots, violated);
    recorder.recordVote({ outcome });
    return { title, violated, outcome };
  });
}

function decide(ballots, violated) {
  if (violated.some((policy) => policies[policy].binding)) return 'rejected';
  const count = (choice) => ballots.filter((ballot) => ballot.choice === choice).length;
  return count('yes') > count('no') ? 'approved' : 'rejected';
}
