import type { LabelDefinition } from '@obs/semconv';
import { and, or, ratio, sum, times, where } from '../queries/combine.js';
import { quantile } from '../queries/histogram.js';
import {
  type Counter,
  countRate,
  type Histogram,
  increase,
  type LabelOf,
  rate,
  type Where,
} from '../queries/select.js';
import { alert, type Severity } from './alert.js';
import { record, recorded, recordName } from './record.js';
import type { RuleSet } from './rule-set.js';

type Labels = Readonly<Record<string, LabelDefinition>>;

const window = '5m';
const windowSeconds = 300;

interface SignalInput<By extends string> {
  /** Name of the alert. */
  readonly alert: string;
  /** What the events are, as the subject of a sentence: `HTTP requests`. */
  readonly subject: string;
  /** Labels that tell the things apart that can go wrong by themselves. */
  readonly by?: readonly By[];
  readonly severity: Severity;
  /** Fewer events than this in five minutes never raise the alert; 10. */
  readonly least?: number;
}

export interface ErrorRatioInput<L extends Labels, By extends string> extends SignalInput<By> {
  readonly of: Counter<L>;
  /** Which of the events are errors. */
  readonly errors: Where<L>;
  /** Which of the events count at all. */
  readonly among?: Where<L>;
  /** Highest part of the events that may be errors; 0.05. */
  readonly threshold?: number;
}

/**
 * Records the rate of events and the part of them that are errors, and alerts when that part is above
 * 5 % for five minutes. A group without any error has the ratio 0, not none.
 */
export function errorRatio<L extends Labels, const By extends LabelOf<L> = never>(
  input: ErrorRatioInput<L, By>,
): RuleSet {
  const { of, by = [], errors, among, threshold = 0.05, least = 10, subject } = input;
  const all = sum(rate(of, window, among), by);
  const failed = sum(rate(of, window, { ...among, ...errors } as Where<L>), by);
  return ratioRules(
    input.alert,
    { of: of.prometheus, by, all, failed },
    {
      threshold,
      least,
      subject,
      severity: input.severity,
    },
  );
}

export interface FailureRatioInput<L extends Labels, By extends string> extends SignalInput<By> {
  readonly of: Counter<L>;
  /** A counter of its own for those that failed, with the same labels. */
  readonly failures: Counter<L>;
  readonly threshold?: number;
}

/** {@link errorRatio} where the failures are a family of their own. */
export function failureRatio<L extends Labels, const By extends LabelOf<L> = never>(
  input: FailureRatioInput<L, By>,
): RuleSet {
  const { of, failures, by = [], threshold = 0.05, least = 10, subject } = input;
  const all = sum(rate(of, window), by);
  const failed = sum(rate(failures, window), by);
  return ratioRules(
    input.alert,
    { of: of.prometheus, by, all, failed },
    {
      threshold,
      least,
      subject,
      severity: input.severity,
    },
  );
}

function ratioRules<By extends string>(
  name: string,
  signal: {
    readonly of: string;
    readonly by: readonly By[];
    readonly all: ReturnType<typeof sum<By, By>>;
    readonly failed: ReturnType<typeof sum<By, By>>;
  },
  limits: {
    readonly threshold: number;
    readonly least: number;
    readonly subject: string;
    readonly severity: Severity;
  },
): RuleSet {
  const { of, by, all, failed } = signal;
  const { threshold, least, subject, severity } = limits;
  const events = record(recordName(by, of, `:rate${window}`), all, {
    comment: `${capital(subject)} per second.`,
  });
  const part = record(
    recordName(by, of, `_errors:ratio_rate${window}`),
    ratio(or(failed, times(all, 0)), all),
    { comment: `The part of the ${subject} that were errors, 0 to 1; NaN without any.` },
  );
  return {
    records: [events, part],
    alerts: [
      alert({
        name,
        when: and(
          where(recorded(part), '>', threshold),
          where(times(recorded(events), windowSeconds), '>=', least),
        ),
        for: '5m',
        severity,
        summary: (label, value) =>
          `${value.percent} of the ${subject}${groupOf(by, label)} are errors`,
        description: () =>
          `More than ${threshold * 100} % of the ${subject} were errors for five minutes, with at least ${least} in each.`,
        runbook: 'error-ratio-high',
      }),
    ],
  };
}

export interface LatencyInput<L extends Labels, By extends string> extends SignalInput<By> {
  readonly of: Histogram<L>;
  readonly among?: Where<L>;
  /** Seconds that 99 of 100 may take; 2. */
  readonly seconds?: number;
}

/** Records the 99th percentile of durations, and alerts when it is above 2 s for five minutes. */
export function latency<L extends Labels, const By extends LabelOf<L> = never>(
  input: LatencyInput<L, By>,
): RuleSet {
  const { of, by = [], among, seconds = 2, least = 10, subject } = input;
  const selected = among === undefined ? {} : { where: among };
  const p99 = record(
    recordName(by, of.prometheus, `:p99_rate${window}`),
    quantile(0.99, of, { window, by, ...selected }),
    { comment: `Seconds that 99 of 100 ${subject} took at most; NaN without any.` },
  );
  const events = record(
    recordName(by, of.prometheus, `_count:rate${window}`),
    sum(countRate(of, window, among), by),
    { comment: `${capital(subject)} per second, of those whose duration was measured.` },
  );
  return {
    records: [p99, events],
    alerts: [
      alert({
        name: input.alert,
        when: and(
          where(recorded(p99), '>', seconds),
          where(times(recorded(events), windowSeconds), '>=', least),
        ),
        for: '5m',
        severity: input.severity,
        summary: (label, value) =>
          `One in a hundred ${subject}${groupOf(by, label)} takes longer than ${value.duration}`,
        description: () =>
          `The 99th percentile of the duration of ${subject} was above ${seconds} s for five minutes, with at least ${least} in each.`,
        runbook: 'latency-high',
      }),
    ],
  };
}

export interface SpendingInput<L extends Labels> {
  readonly alert: string;
  /** A counter of US dollars. */
  readonly of: Counter<L>;
  /** US dollars in an hour; 10. */
  readonly dollars?: number;
  readonly severity: Severity;
}

/** Records what large language models cost in the last hour, and alerts above 10 US dollars. */
export function spending<L extends Labels>(input: SpendingInput<L>): RuleSet {
  const { of, dollars = 10 } = input;
  const cost = record(recordName([], of.prometheus, ':increase1h'), sum(increase(of, '1h')), {
    comment: 'US dollars that large language models cost in the last hour.',
  });
  return {
    records: [cost],
    alerts: [
      alert({
        name: input.alert,
        when: where(recorded(cost), '>', dollars),
        severity: input.severity,
        summary: (_, value) => `Large language models cost ${value.number} USD in the last hour`,
        description: () =>
          `The calls to large language models of the last hour cost more than ${dollars} US dollars.`,
        runbook: 'llm-cost-high',
      }),
    ],
  };
}

/** ` of pipeline checkout`, from the labels that tell the series of an alert apart. */
function groupOf<By extends string>(by: readonly By[], label: { readonly [K in By]: string }) {
  return by.length === 0 ? '' : ` of ${by.map((name) => `${name} ${label[name]}`).join(', ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
