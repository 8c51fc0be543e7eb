/**
 * @typedef {object} Ballot
 * @property {string} member
 * @property {'yes' | 'no' | 'abstain'} choice
 *
 * @typedef {object} Proposal
 * @property {string} title
 * @property {string} proposer
 * @property {number} amount in dollars
 * @property {string[]} [beneficiaries] who gains by it
 * @property {string} [region] where data will be kept
 * @property {string[]} [speakers] who wants to speak before the vote
 * @property {Ballot[]} ballots
 */

/**
 * What the council has agreed on. A binding policy that is violated decides the vote; the others
 * are only noted.
 *
 * @type {Record<string, { binding: boolean, violatedBy(proposal: Proposal): boolean }>}
 */
export const policies = {
  'spending-limit': {
    binding: true,
    violatedBy: ({ amount }) => amount > 100_000,
  },
  'conflict-of-interest': {
    binding: true,
    violatedBy: ({ beneficiaries = [], ballots }) =>
      ballots.some(({ member, choice }) => choice === 'yes' && beneficiaries.includes(member)),
  },
  'two-person-rule': {
    binding: true,
    violatedBy: ({ proposer, ballots }) => {
      const inFavour = ballots.filter(({ choice }) => choice === 'yes');
      return inFavour.length === 1 && inFavour[0]?.member === proposer;
    },
  },
  'data-residency': {
    binding: false,
    violatedBy: ({ region }) => region !== undefined && !['eu', 'ch', 'no'].includes(region),
  },
};

/** Names of the policies that a proposal violates. */
export function violations(/** @type {Proposal} */ proposal) {
  return Object.keys(policies).filter((name) => policies[name].violatedBy(proposal));
}
