import type { Expected } from '@obs-test/fleet';

/** What of the traffic a query asks about; its answer follows from it by the contract's rules. */
export interface Subject {
  readonly family: string;
  /** Labels that the query selects; a RegExp for `=~`, a function for `!=`. */
  readonly where?: Readonly<Record<string, string | RegExp | ((value: string) => boolean)>>;
  /** Labels that tell the groups of the answer apart; absent: every label of the family. */
  readonly by?: readonly string[];
  /** `rate(...) * 60`. */
  readonly times?: number;
  /** Only the highest so many groups are answered. */
  readonly top?: number;
}

const failed = (value: string) => value !== 'success';

/** Both forms of each query, by id. The contract says how the number follows, this from what. */
export const subjects: Readonly<Record<string, { asked: Subject; shipped: Subject }>> = {
  'jeeves-pipeline-executions': both({
    family: 'jeeves_pipeline_executions_total',
    where: { pipeline: 'default-pipeline', status: 'success' },
  }),
  'jeeves-pipeline-duration-p95': grouped('jeeves_pipeline_duration_seconds', ['pipeline']),
  'jeeves-pipeline-error-ratio': grouped('jeeves_pipeline_executions_total', ['pipeline'], {
    status: 'error',
  }),
  'jeeves-agent-rate': grouped('jeeves_agent_executions_total', ['agent']),
  'jeeves-agent-duration-p99': grouped('jeeves_agent_duration_seconds', ['agent'], {}, 5),
  'jeeves-agent-error-ratio': grouped('jeeves_agent_executions_total', ['agent'], {
    status: 'error',
  }),
  'jeeves-llm-error-ratio': grouped('jeeves_llm_calls_total', ['provider'], { status: 'error' }),
  'jeeves-grpc-error-ratio': grouped('jeeves_grpc_requests_total', ['method'], { status: failed }),
  'jeeves-llm-call-rate': grouped('jeeves_llm_calls_total', ['provider']),
  'jeeves-llm-completion-token-rate': grouped('jeeves_llm_tokens_total', ['model'], {
    type: 'completion',
  }),
  'jeeves-llm-duration-mean': both({ family: 'jeeves_llm_duration_seconds', by: ['provider'] }),
  'jeeves-http-4xx-rate': grouped('jeeves_http_requests_total', ['path'], { status_code: /^4..$/ }),
  'jeeves-http-5xx-rate': grouped('jeeves_http_requests_total', ['path'], { status_code: /^5..$/ }),
  'jeeves-http-duration-p95': grouped('jeeves_http_request_duration_seconds', ['path'], {}, 10),
  'jeeves-grpc-error-rate': grouped('jeeves_grpc_requests_total', ['method'], { status: failed }),
  'jeeves-grpc-duration-p99': grouped('jeeves_grpc_request_duration_seconds', ['method']),
  'aoss-executions': both({ family: 'aoss_executions_total', by: [] }),
  'aoss-throughput': both({ family: 'aoss_executions_total', times: 60 }),
  'aoss-success-ratio': both({
    family: 'aoss_executions_completed_total',
    where: { status: 'Success' },
    by: [],
  }),
  'aoss-active-executions': both({ family: 'aoss_active_executions', by: [] }),
  'aoss-execution-duration-p50': both({ family: 'aoss_execution_duration_seconds' }),
  'aoss-execution-error-rate': both({ family: 'aoss_execution_errors_total' }),
  'aoss-self-healing-ratio': both({
    family: 'aoss_self_healing_attempts_total',
    where: { success: 'true' },
    by: [],
  }),
  'aoss-executions-by-agent-type': both({ family: 'aoss_executions_total', by: ['agent_type'] }),
  'aoss-failed-steps': both({
    family: 'aoss_execution_steps_total',
    where: { status: 'Failed' },
    by: [],
  }),
};

function both(subject: Subject): { asked: Subject; shipped: Subject } {
  return { asked: subject, shipped: subject };
}

/** As asked every series answers, as shipped every group. */
function grouped(
  family: string,
  by: readonly string[],
  where: NonNullable<Subject['where']> = {},
  top?: number,
): { asked: Subject; shipped: Subject } {
  const asked: Subject = { family, where, ...(top === undefined ? {} : { top }) };
  return { asked, shipped: { ...asked, by } };
}

/** What one round of traffic did to one group of a query's answer. */
export interface Group {
  readonly labels: Readonly<Record<string, string>>;
  /** Growth of the selected counters, or observations of the histograms. */
  readonly growth: number;
  /** The same for all series of the family in this group, selected or not. */
  readonly whole: number;
  readonly leastSum: number;
  readonly mostSum: number;
}

/**
 * The groups of an answer, from what one round must leave behind. A query that names no labels tells
 * also the targets apart, by their `job`.
 */
export function groupsOf(
  round: readonly Expected[],
  subject: Subject,
  jobOf: (service: string) => string,
): Group[] {
  const groups = new Map<string, Group>();
  for (const { service, family, labels, value, observations } of round) {
    if (family !== subject.family) continue;
    const kept = keptLabels({ ...labels, job: jobOf(service) }, subject.by);
    const key = groupKey(kept);
    const group = groups.get(key) ?? { labels: kept, growth: 0, whole: 0, leastSum: 0, mostSum: 0 };
    const amount = value ?? observations?.count ?? 0;
    const isSelected = selects(subject, labels);
    groups.set(key, {
      labels: kept,
      growth: group.growth + (isSelected ? amount : 0),
      whole: group.whole + amount,
      leastSum: group.leastSum + (observations?.leastSum ?? 0),
      mostSum: group.mostSum + (observations?.mostSum ?? 0),
    });
  }
  return [...groups.values()];
}

/** One text for a label set. */
export function groupKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A label set without some of its labels. */
export function without(
  labels: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !keys.includes(label)));
}

function keptLabels(labels: Readonly<Record<string, string>>, by: Subject['by']) {
  if (by === undefined) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([label]) => by.includes(label)));
}

function selects({ where = {} }: Subject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([label, wanted]) => {
    const value = labels[label] ?? '';
    if (typeof wanted === 'string') return value === wanted;
    return typeof wanted === 'function' ? wanted(value) : wanted.test(value);
  });
}
