import { once } from 'node:events';
import { wrk } from '@obs-test/backends';
import { spawnOn } from './servers.mjs';

/**
 * Starts wrk with 50 connections on the second processor.
 *
 * @param {string} url
 * @param {string} duration as wrk takes it: `1s`, `1h`
 */
export async function startWrk(url, duration) {
  const { path } = await wrk();
  const args = ['-t1', '-c50', `-d${duration}`, '--latency', url];
  const child = spawnOn(1, path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const closed = once(child, 'close');
  return {
    child,
    closed,
    /** Waits for its end. @returns what it printed. Rejects when an answer was an error. */
    result: async () => {
      await closed;
      if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${url}: ${output}`);
      return output;
    },
  };
}
