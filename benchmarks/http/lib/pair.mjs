import { join } from 'node:path';
import { summarize } from '../../lib/stats.mjs';
import { startServer } from './servers.mjs';

/**
 * Starts bare and one candidate anew, to be loaded in turn.
 *
 * Only these two are alive, and neither is idle longer than the other's turn takes: in an idle
 * process V8 collects garbage after eight seconds, the shapes of closed connections with it, and
 * throws away all code that was compiled for them; and the kernel takes pages of idle memory back.
 * With every candidate alive at once, that is what was measured.
 *
 * @param {string} app
 * @param {import('./candidates.mjs').Candidate} bare
 * @param {import('./candidates.mjs').Candidate} candidate
 * @param {boolean} candidateFirst whether the candidate is started before bare, and loaded before it
 *   in the first round
 */
export async function startPair(app, bare, candidate, candidateFirst) {
  const servers = {};
  const order = candidateFirst ? ['own', 'bare'] : ['bare', 'own'];
  const stop = async () => {
    for (const server of Object.values(servers)) await server.stop();
  };
  try {
    for (const side of order) {
      const { variant, args, env } = side === 'bare' ? bare : candidate;
      const file = `${app}${variant === undefined ? '' : `.${variant}`}.cjs`;
      servers[side] = await startServer(join(import.meta.dirname, '../apps', file), { args, env });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    /**
     * Loads both in turn, every other round in the opposite order.
     *
     * @template Sample
     * @param {number} rounds
     * @param {(
     *   server: Awaited<ReturnType<typeof startServer>>,
     *   side: 'bare' | 'own',
     * ) => Promise<Sample>} load
     * @returns {Promise<{ bare: Sample, own: Sample }[]>} one a round
     */
    async inTurn(rounds, load) {
      const samples = [];
      for (let round = 0; round < rounds; round++) {
        const sample = {};
        for (const side of order) sample[side] = await load(servers[side], side);
        order.reverse();
        samples.push(sample);
      }
      return samples;
    },
    stop,
  };
}

/**
 * Throughput and processor time over all rounds, and both as ratios of bare.
 *
 * @param {string} name
 * @param {{ bare: Sample, own: Sample }[]} pairs `Sample` has requestsPerSecond and micros
 * @param {'bare' | 'own'} side whose figures are meant; the ratios of bare are 1
 */
export function summarizePairs(name, pairs, side) {
  const own = pairs.map((pair) => pair[side]);
  return {
    name,
    requestsPerSecond: summarize(own.map(({ requestsPerSecond }) => requestsPerSecond)),
    ofBare: summarize(
      pairs.map((pair) => pair[side].requestsPerSecond / pair.bare.requestsPerSecond),
    ),
    processorMicros: summarize(own.map(({ micros }) => micros)),
    ofBareProcessor: summarize(pairs.map((pair) => pair.bare.micros / pair[side].micros)),
  };
}
