import type { PrometheusServer, Sample } from '@obs-test/backends';
import { expectedOf } from '@obs-test/fleet';
import type { Query } from '../contract.ts';
import { type Group, groupKey, groupsOf, type Subject, subjects } from './answers.ts';
import type { Live } from './live.ts';

/** Labels that a query as asked keeps and that say nothing of the traffic; `job` tells targets apart. */
const targetLabels = ['__name__', 'instance', 'service', 'component', 'cluster', 'role'];

/** An answer beside what the traffic implies, and in how far they disagree. */
export interface Verdict {
  readonly promql: string;
  readonly answer: readonly Sample[];
  readonly problems: readonly string[];
}

/**
 * Asks a query in one of its forms and compares the answer with what the traffic implies.
 *
 * A query over a window is asked for the moment at which the window begins after the first round,
 * so its samples are: every series as the first round left it, and its growth in the measured ones.
 */
export async function judge(live: Live, query: Query, form: 'asked' | 'shipped'): Promise<Verdict> {
  const promql = query[form];
  const rule = query.expect[form].id;
  const window = windowOf(promql);
  const time = window === undefined ? undefined : live.measuredFrom + window;
  const answer = await live.prometheus.query(promql, time);
  const subject = subjects[query.id]?.[form];
  const problems =
    rule === 'up'
      ? upProblems(query, answer)
      : await groupProblems(live, rule, subject as Subject, answer, window, time);
  return { promql, answer, problems };
}

/** Seconds of the longest range in an expression; undefined when it looks at one moment. */
function windowOf(promql: string): number | undefined {
  const windows = [...promql.matchAll(/\[(\d+)m\]/g)].map(([, minutes]) => Number(minutes) * 60);
  return windows.length === 0 ? undefined : Math.max(...windows);
}

function upProblems({ traffic }: Query, answer: readonly Sample[]): string[] {
  const wanted = ['three', 'four'].indexOf(traffic.split(' ')[0] as string) + 3;
  const down = answer.filter(({ value }) => value !== 1);
  return [
    ...(answer.length === wanted ? [] : [`${answer.length} targets answer, not ${wanted}`]),
    ...down.map(({ metric }) => `${metric['job']} is not up`),
  ];
}

async function groupProblems(
  live: Live,
  rule: string,
  subject: Subject,
  answer: readonly Sample[],
  window: number | undefined,
  time: number | undefined,
): Promise<string[]> {
  const judgement = judgements[rule] as Judgement;
  const account = judgement.ofAll ? live.account : live.round;
  const groups = groupsOf(expectedOf(account), subject, live.jobOf);
  const slack = window === undefined ? 1 : await extrapolation(live.prometheus, window, time);
  const answers = new Map(answer.map((sample) => [groupKey(ownLabels(sample, subject)), sample]));
  const known = new Map(groups.map((group) => [groupKey(group.labels), group]));
  const problems: string[] = [];
  for (const [key, group] of known) {
    if (!judgement.answers(group)) continue;
    const sample = answers.get(key);
    if (sample === undefined) {
      if (subject.top === undefined || answer.length < subject.top)
        problems.push(`${key} has no answer`);
      continue;
    }
    const measured = {
      rounds: live.measured,
      window: window ?? 1,
      slack,
      times: subject.times ?? 1,
    };
    const [least, most] = judgement.range(group, measured);
    if (!(sample.value >= least && sample.value <= most)) {
      problems.push(
        `${key} is ${sample.value}, not ${least === most ? least : `${least} to ${most}`}`,
      );
    }
  }
  for (const [key, sample] of answers) {
    const group = known.get(key);
    const isQuiet = group === undefined || !judgement.answers(group);
    if (isQuiet && sample.value !== 0 && !Number.isNaN(sample.value)) {
      problems.push(`${key} is ${sample.value}, and nothing was sent that explains it`);
    }
  }
  if (groups.every((group) => !judgement.answers(group)))
    problems.push('no traffic was sent for it');
  return problems;
}

function ownLabels({ metric }: Sample, { by }: Subject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metric).filter(([label]) =>
      by === undefined ? !targetLabels.includes(label) : by.includes(label),
    ),
  );
}

/** By how much `rate()` may exceed the growth it has seen: half a sample's distance at either end, 10 % more each. */
async function extrapolation(
  prometheus: PrometheusServer,
  window: number,
  time: number | undefined,
): Promise<number> {
  const [fewest] = await prometheus.query(`min(count_over_time(up[${window}s]))`, time);
  return 1 + 2.2 / ((fewest?.value ?? 2) - 1);
}

interface Measured {
  readonly rounds: number;
  /** Seconds. */
  readonly window: number;
  readonly slack: number;
  readonly times: number;
}

interface Judgement {
  /** Whether the answer is about everything since the start, not about the measured rounds. */
  readonly ofAll?: boolean;
  /** Whether a group must have an answer. */
  answers(group: Group): boolean;
  range(group: Group, measured: Measured): readonly [least: number, most: number];
}

/** Decimal fractions do not add up exactly in binary. */
const about = (value: number) => [value * (1 - 1e-9), value * (1 + 1e-9)] as const;

/** How a number follows from the traffic, by the rules that the contract names. */
const judgements: Readonly<Record<string, Judgement>> = {
  value: {
    ofAll: true,
    answers: ({ growth }) => growth > 0,
    range: ({ growth }) => about(growth),
  },
  level: { ofAll: true, answers: () => true, range: () => [0, 0] },
  'always-one': { answers: ({ growth }) => growth > 0, range: () => about(1) },
  ratio: {
    answers: ({ growth }) => growth > 0,
    range: ({ growth, whole }) => about(growth / whole),
  },
  rate: {
    answers: ({ growth }) => growth > 0,
    range: ({ growth }, { rounds, window, slack, times }) => {
      const seen = (growth * rounds * times) / window;
      return [seen * (1 - 1e-9), seen * slack];
    },
  },
  // A duration is a real elapsed time: it lies between what was asked for and what the whole took,
  // and the answer in the bucket around it, which may begin at 0.
  quantile: {
    answers: ({ growth }) => growth > 0,
    range: ({ mostSum }) => [0, Math.max(1, mostSum) * 10],
  },
  mean: {
    answers: ({ growth }) => growth > 0,
    range: ({ growth, leastSum, mostSum }) => [leastSum / growth, mostSum / growth],
  },
  'busy-time': {
    answers: ({ growth }) => growth > 0,
    range: ({ mostSum }, { rounds, window, slack }) => [0, (mostSum * rounds * slack) / window],
  },
};
