import { setTimeout as wait } from 'node:timers/promises';
import { startWrk } from './wrk.mjs';

/**
 * As many requests as 50 connections can send to one server, by a wrk of its own on the second processor,
 * which stands still but in its turns: so a turn can be short, and what disturbs the machine for longer
 * meets both of a pair.
 *
 * @param {Awaited<ReturnType<typeof import('./servers.mjs').startServer>>} server of `apps/`
 * @param {string} path
 */
export async function startClosedLoad(server, path) {
  const { child, closed, result } = await startWrk(server.url + path, '1h');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  // Until it has begun, taskset would be stopped.
  while ((await server.ask()).requests === 0) {
    if (child.exitCode !== null) throw new Error(`wrk ended at once: ${await result()}`);
    await wait(10);
  }
  child.kill('SIGSTOP');
  return {
    /** Lets it run. @returns requests a second, and processor time of the server for each */
    turn: async (millis) => {
      const before = await server.ask();
      const begun = performance.now();
      child.kill('SIGCONT');
      await wait(millis);
      child.kill('SIGSTOP');
      const seconds = (performance.now() - begun) / 1000;
      const after = await server.ask();
      const requests = after.requests - before.requests;
      return {
        requestsPerSecond: requests / seconds,
        micros: (after.micros - before.micros) / requests,
      };
    },
    /** Ends it. Rejects when an answer was an error. */
    stop: async () => {
      child.kill('SIGCONT');
      // Linux gives the signal to any thread that runs already, which may not be the one that sleeps.
      for (let tries = 0; tries < 20 && child.exitCode === null; tries++) {
        child.kill('SIGINT');
        await Promise.race([closed, wait(100)]);
      }
      kill();
      await closed;
      process.off('exit', kill);
      await result();
    },
  };
}
