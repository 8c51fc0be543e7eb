import { once } from 'node:events';
import { join } from 'node:path';
import { spawnOn } from './servers.mjs';

/**
 * Starts `arrivals.mjs` on the second processor.
 *
 * @returns {{
 *   run: (url: string, options: { millis: number, perSecond: number }) => Promise<Sample>,
 *   stop: () => Promise<void>,
 * }} `Sample`: requests; p99Millis, the latency from when a request was due; and
 *   lagP99Millis, how late requests were sent, which is the load's and the machine's fault
 */
export function startOpenLoad() {
  // Garbage of its own every few seconds instead of many times in each.
  const args = ['--max-semi-space-size=64', join(import.meta.dirname, 'arrivals.mjs')];
  const child = spawnOn(1, process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    run: async (url, { millis, perSecond }) => {
      child.send({ port: Number(new URL(url).port), millis, perSecond });
      const [answer] = await Promise.race([
        once(child, 'message'),
        ended.then(() => [{ error: 'The load ended' }]),
      ]);
      if (answer.error) throw new Error(`${url}: ${answer.error}`);
      return answer;
    },
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}
