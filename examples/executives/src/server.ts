import { health } from '@obs/core';
import { analyse, executives } from './executives.ts';
import { endOnSignal, serve } from './http.ts';
import { hold, type Minutes } from './meeting.ts';
import { parseProposal } from './proposal.ts';

const port = Number(process.env['PORT'] ?? 8300);
let latest: Minutes | undefined;

const server = serve({
  '/executives': {
    GET: () => ({ status: 200, body: executives }),
  },
  '/consensus': {
    GET: () =>
      latest === undefined
        ? { status: 204, body: undefined }
        : { status: 200, body: { title: latest.title, consensus: latest.consensus } },
  },
  '/analyses': {
    async POST(body) {
      const proposal = parseProposal(body);
      if (typeof proposal === 'string') return { status: 400, body: { error: proposal } };
      const minutes = await hold(proposal);
      if (minutes.consensus === undefined) return { status: 422, body: minutes };
      latest = minutes;
      return { status: 200, body: minutes };
    },
  },
});

/** Somebody who cannot judge the simplest proposal cannot judge any. */
health.register('cfo', async () => {
  const proposal = {
    title: 'a bond',
    investment: 100,
    cashFlows: [110],
    diligence: 'none',
  } as const;
  return (await analyse('cfo', proposal)).score === 0.5;
});

server.listen(port, () => {
  console.log(`executives listening on port ${(server.address() as { port: number }).port}`);
});
endOnSignal(server);
