import type { App } from './app.ts';

/**
 * How many times slower `app` answers than `control`, at the median. Asks them in turns, so that
 * whatever else the machine does happens to both.
 */
export async function slowdown(app: App, control: App, requests = 300): Promise<number> {
  const times = { app: [] as number[], control: [] as number[] };
  for (let at = 0; at < requests; at++) {
    times.app.push(await time(app));
    times.control.push(await time(control));
  }
  return median(times.app) / median(times.control);
}

async function time(app: App): Promise<number> {
  const begun = performance.now();
  await app.work(20);
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)]!;
}
