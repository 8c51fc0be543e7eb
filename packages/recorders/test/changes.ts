import { start } from '@obs/core';

/** Samples by name and labels as they are exposed; histograms by `_count` and `_sum`. */
type Samples = ReadonlyMap<string, number>;

const started = start({ metricsPort: 0, targetInfo: false, log: 'silent' });

/** What `/metrics` of this process answers now. */
export async function scrape(): Promise<string> {
  const { url } = await started;
  return (await fetch(url as string)).text();
}

async function samples(): Promise<Samples> {
  const found = new Map<string, number>();
  for (const line of (await scrape()).split('\n')) {
    if (line === '' || line.startsWith('#') || /^\w+_bucket\{/.test(line)) continue;
    const end = line.lastIndexOf(' ');
    found.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return found;
}

/** The value of one series now. */
export async function sample(series: string): Promise<number | undefined> {
  return (await samples()).get(series);
}

/** Runs something and gives by how much each sample has changed; gauges that are set, to what. */
export async function changes(run: () => unknown): Promise<Record<string, number>> {
  const before = await samples();
  await run();
  const after = await samples();
  const changed: Record<string, number> = {};
  for (const [series, value] of after) {
    const difference = value - (before.get(series) ?? 0);
    if (difference !== 0) changed[series] = Math.round(difference * 1e9) / 1e9;
  }
  return changed;
}

/** What a reason adds to the count of dropped measurements. */
export const droppedBecause = (reason: string, count = 1): Record<string, number> => ({
  [`obs_dropped_measurements_total{reason="${reason}"}`]: count,
});

/** A clock that stands still until it is told to go on. */
export function testClock() {
  let millis = 0;
  return {
    now: () => millis,
    advance(by: number) {
      millis += by;
    },
  };
}
