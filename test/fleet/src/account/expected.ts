import type { ServiceId } from '../fleet/services.ts';
import type { Account } from './effects.ts';
import { changesOf } from './families.ts';

/** What a series must hold after the traffic of an account, and nothing else, since its start. */
export interface Expected {
  readonly service: ServiceId;
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a counter: exact. */
  value?: number;
  /** Of a gauge: between these two. */
  level?: readonly [least: number, most: number];
  /** Of a histogram: the exact number of observations, and bounds of their sum. */
  observations?: { count: number; leastSum: number; mostSum: number };
}

/**
 * Adds an account up, series by series. Rounds add up: the account of two rounds is both accounts
 * in one list.
 */
export function expectedOf(account: Account): Expected[] {
  const series = new Map<string, Expected>();
  for (const { effects, seconds } of account) {
    for (const { service, family, labels, do: change } of effects.flatMap(changesOf)) {
      const key = seriesKey(service, family, labels);
      const expected = series.get(key) ?? { service, family, labels };
      series.set(key, expected);
      if ('add' in change) expected.value = (expected.value ?? 0) + change.add;
      else if ('set' in change) expected.level = change.set;
      else {
        const { count, leastSum, mostSum } = expected.observations ?? noObservations;
        expected.observations = {
          count: count + 1,
          leastSum: leastSum + Math.max(0, change.observe - timerEarly),
          mostSum: mostSum + seconds + late,
        };
      }
    }
  }
  return [...series.values()];
}

/** Node's timers may be up to a millisecond early. */
const timerEarly = 0.001;
/**
 * Seconds that a service may measure longer than its client (51 ms were seen). `end()` writes to the
 * socket at once, while `finish`, which stops the service's clock, waits for the synchronous code after
 * it: with 50 ms of that the client was done after 1 ms and `finish` came after 51. A process that is
 * not scheduled in between should look the same.
 */
const late = 0.25;

const noObservations = { count: 0, leastSum: 0, mostSum: 0 };

/** One text for a series, whatever the order of its labels. */
export function seriesKey(
  service: string,
  family: string,
  labels: Readonly<Record<string, string>>,
): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${service} ${family} ${JSON.stringify(sorted)}`;
}
