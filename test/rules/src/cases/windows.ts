import type { Expectation, InputSeries, UnitTest } from '../promtool.ts';
import { phased } from '../series.ts';

/** Minutes between two samples: `rate(x[5m])` needs two of them. */
export const sampleMinutes = 2;

const steps = (hours: number) => (hours * 60) / sampleMinutes;

/** One of the four pairs of windows, and traffic that only this one must see. */
interface WindowCase {
  readonly name: string;
  readonly alert: 'SloBurnsFast' | 'SloBurnsSlowly';
  readonly severity: 'page' | 'ticket';
  /** How many times faster than the budget allows the errors come. */
  readonly factor: number;
  readonly hours: number;
  /** Without an error before; ten times as many events as later, where a longer window must not see. */
  readonly before: { readonly hours: number; readonly times: number };
  /** How long the short window takes to forget. */
  readonly shortHours: number;
  /** Pairs that must not burn: a window, and its factor. */
  readonly cold: readonly (readonly [window: string, factor: number])[];
}

const cases: readonly WindowCase[] = [
  {
    name: '14.4 times over 1 h and 5 m',
    alert: 'SloBurnsFast',
    severity: 'page',
    factor: 16,
    hours: 1,
    before: { hours: 12, times: 1 },
    shortHours: 0.2,
    cold: [['6h', 6]],
  },
  {
    name: '6 times over 6 h and 30 m',
    alert: 'SloBurnsFast',
    severity: 'page',
    factor: 7,
    hours: 6,
    before: { hours: 6, times: 1 },
    shortHours: 0.6,
    cold: [['1h', 14.4]],
  },
  {
    name: '3 times over 1 d and 2 h',
    alert: 'SloBurnsSlowly',
    severity: 'ticket',
    factor: 3.5,
    hours: 24,
    before: { hours: 48, times: 10 },
    shortHours: 2.2,
    cold: [
      ['6h', 6],
      ['3d', 1],
    ],
  },
  {
    name: '1 time over 3 d and 6 h',
    alert: 'SloBurnsSlowly',
    severity: 'ticket',
    factor: 1.3,
    hours: 73,
    before: { hours: 1, times: 1 },
    shortHours: 6.3,
    cold: [
      ['6h', 6],
      ['1d', 3],
    ],
  },
];

/** An objective, and how its events are told apart as good or bad. */
export interface WindowObjective {
  readonly system: string;
  readonly slo: string;
  readonly budget: number;
  readonly events: CountedEvents | TimedEvents;
}

/** Events of a counter, good or bad by a label. */
interface CountedEvents {
  readonly counter: string;
  readonly good: Readonly<Record<string, string>>;
  readonly bad: Readonly<Record<string, string>>;
}

/** Events of a histogram, good in the bucket of this bound and bad above it. */
interface TimedEvents {
  readonly histogram: string;
  readonly le: string;
}

const eventsAStep = 2000;

/** For each pair of windows: on while the errors come, off once the short window has forgotten them. */
export function windowTests(objective: WindowObjective): UnitTest[] {
  return cases.map((given) => {
    const { before, hours, shortHours } = given;
    const end = (before.hours + hours) * 60;
    return {
      name: given.name,
      series: traffic(objective, given),
      expectations: [
        on(objective, given, end),
        ...given.cold.map(([window, factor]) => cold(objective, window, factor, end)),
        off(objective, given, end + shortHours * 60),
      ],
    };
  });
}

function traffic({ events, budget }: WindowObjective, given: WindowCase): InputSeries[] {
  const { before, hours, shortHours, factor } = given;
  const badEvents = eventsAStep * budget * factor;
  const after = steps(shortHours) + 5;
  const phases = (beforehand: number, meanwhile: number, afterwards: number) => [
    { step: beforehand, steps: steps(before.hours) },
    { step: meanwhile, steps: steps(hours) },
    { step: afterwards, steps: after },
  ];
  const all = eventsAStep * before.times;
  const good = phases(all, eventsAStep - badEvents, eventsAStep);
  if ('histogram' in events) {
    const { histogram, le } = events;
    const every = phases(all, eventsAStep, eventsAStep);
    return [
      phased(`${histogram}_bucket`, { le }, good),
      phased(`${histogram}_bucket`, { le: '+Inf' }, every),
      phased(`${histogram}_count`, {}, every),
    ];
  }
  return [
    phased(events.counter, events.good, good),
    phased(events.counter, events.bad, phases(0, badEvents, 0)),
  ];
}

function firing({ slo }: WindowObjective, { alert }: WindowCase): string {
  return `ALERTS{alertname="${alert}",alertstate="firing",slo="${slo}"}`;
}

function on(objective: WindowObjective, given: WindowCase, minutes: number): Expectation {
  const { system, slo } = objective;
  const { alert, severity } = given;
  const labels = `ALERTS{alertname="${alert}", alertstate="firing", severity="${severity}", slo="${slo}", system="${system}"}`;
  return { expr: firing(objective, given), minutes, samples: [{ labels, value: 1 }] };
}

function off(objective: WindowObjective, given: WindowCase, minutes: number): Expectation {
  return { expr: firing(objective, given), minutes: Math.ceil(minutes), samples: [] };
}

/** The window is there, and below its factor: the alert is on because of the other pair. */
function cold(
  { slo, budget }: WindowObjective,
  window: string,
  factor: number,
  minutes: number,
): Expectation {
  return {
    expr: `slo:error_ratio:rate${window}{slo="${slo}"} < bool ${factor * budget}`,
    minutes,
    samples: [{ labels: `{slo="${slo}"}`, value: 1 }],
  };
}
