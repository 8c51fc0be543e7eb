import { once } from 'node:events';
import { wrk } from '@obs-test/backends';
import { spawnOn } from './servers.mjs';

/**
 * As many requests as 50 connections can send, by wrk on the second processor.
 *
 * @param {string} url
 * @param {{ seconds: number }} options
 */
export async function load(url, { seconds }) {
  const { path } = await wrk();
  const args = ['-t1', '-c50', `-d${seconds}s`, '--latency', url];
  const child = spawnOn(1, path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  await once(child, 'close');
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${url}: ${output}`);
  const found = (pattern) => {
    const match = pattern.exec(output);
    if (match === null) throw new Error(`wrk has no ${pattern}: ${output}`);
    return match;
  };
  const millis = (pattern) => {
    const [, time, unit] = found(pattern);
    return Number(time) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return {
    requests: Number(found(/^\s+(\d+) requests in /m)[1]),
    requestsPerSecond: Number(found(/^Requests\/sec:\s+([\d.]+)/m)[1]),
    p99Millis: millis(/^\s+99%\s+([\d.]+)(us|ms|s)\s*$/m),
  };
}
