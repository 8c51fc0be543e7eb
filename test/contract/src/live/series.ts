import { type Expected, expectedOf } from '@obs-test/fleet';
import type { Job } from '../contract.ts';
import { groupKey, without } from './answers.ts';
import type { Live } from './live.ts';

/**
 * Compares every series that the traffic implies with what Prometheus holds at the end: counters and
 * numbers of observations exactly, sums and levels between their bounds. Also names series of the
 * same families that hold something although nothing was sent that explains it.
 */
export async function accountProblems(
  live: Live,
  jobOf: (service: string) => Job,
): Promise<string[]> {
  const expected = expectedOf(live.account);
  const problems: string[] = [];
  for (const [place, series] of groupBy(
    expected,
    ({ service, family }) => `${service} ${family}`,
  )) {
    const [service, family] = place.split(' ') as [string, string];
    const { job, labels } = jobOf(service);
    const isHistogram = series[0]?.observations !== undefined;
    const held = async (suffix: string) => {
      const samples = await live.prometheus.query(`${family}${suffix}{job="${job}"}`);
      const own = ['__name__', 'job', 'instance', ...Object.keys(labels)];
      return new Map(
        samples.map((sample) => [groupKey(without(sample.metric, own)), sample.value]),
      );
    };
    const values = await held(isHistogram ? '_count' : '');
    const sums = isHistogram ? await held('_sum') : new Map<string, number>();
    for (const one of series) {
      const key = groupKey(one.labels);
      const found = { value: values.get(key), sum: sums.get(key) };
      const problem = difference(one, found);
      if (problem !== undefined) problems.push(`${place} ${key}: ${problem}`);
      values.delete(key);
    }
    for (const [key, value] of values) {
      if (value !== 0) problems.push(`${place} ${key}: holds ${value}, and nothing explains it`);
    }
  }
  return problems;
}

function difference(
  { value, level, observations }: Expected,
  found: { value: number | undefined; sum: number | undefined },
): string | undefined {
  if (found.value === undefined) return 'is not there';
  // Money adds up in binary fractions.
  if (value !== undefined && Math.abs(found.value - value) > value * 1e-9) {
    return `is ${found.value}, not ${value}`;
  }
  if (level !== undefined && !(found.value >= level[0] && found.value <= level[1])) {
    return `is ${found.value}, not ${level[0]} to ${level[1]}`;
  }
  if (observations === undefined) return undefined;
  const { count, leastSum, mostSum } = observations;
  if (found.value !== count) return `has ${found.value} observations, not ${count}`;
  // Timers fire up to a millisecond early.
  const least = leastSum - count * 0.001;
  if (!(found.sum !== undefined && found.sum >= least && found.sum <= mostSum)) {
    return `sums up to ${found.sum}, not ${leastSum} to ${mostSum}`;
  }
  return undefined;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
