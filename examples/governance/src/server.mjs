import { health } from '@obs/core';
import { deliberate } from './council.mjs';
import { endOnSignal, serve } from './http.mjs';
import { policies, violations } from './policies.mjs';

const port = Number(process.env.PORT ?? 8400);

const server = serve({
  '/policies': {
    GET: () => ({
      status: 200,
      body: Object.entries(policies).map(([name, { binding }]) => ({ name, binding })),
    }),
  },
  '/deliberations': {
    async POST(proposal) {
      const mistake = mistakeIn(proposal);
      if (mistake !== undefined) return { status: 400, body: { error: mistake } };
      const result = await deliberate(proposal);
      return { status: result.outcome === undefined ? 409 : 200, body: result };
    },
  },
});

function mistakeIn(proposal) {
  if (typeof proposal?.title !== 'string' || proposal.title === '') return 'title is missing';
  if (typeof proposal.proposer !== 'string') return 'proposer is missing';
  if (!(proposal.amount >= 0)) return 'amount is not a number of dollars';
  if (!Array.isArray(proposal.ballots)) return 'ballots are missing';
  return undefined;
}

/** A council that lets everything pass is out of order. */
health.register('policies', () =>
  violations({ title: '', proposer: '', amount: Infinity, ballots: [] }).includes('spending-limit'),
);

server.listen(port, () => console.log(`governance listening on port ${server.address().port}`));
endOnSignal(server);
