import { startWrk } from './wrk.mjs';

/**
 * As many requests as 50 connections can send, by wrk on the second processor.
 *
 * @param {string} url
 * @param {{ seconds: number }} options
 */
export async function load(url, { seconds }) {
  const output = await (await startWrk(url, `${seconds}s`)).result();
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
