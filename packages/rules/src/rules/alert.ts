import type { AnyVector, Vector } from '../queries/vector.js';

/** `page` wakes a person; `ticket` is for working hours. */
export type Severity = 'page' | 'ticket';

/** What an annotation may show of an alert's value, as templates of Prometheus. */
export interface ValueTemplates {
  /** `0.05` as `5%`. */
  readonly percent: string;
  /** Seconds as `1m 4s`. */
  readonly duration: string;
  /** Three significant digits. */
  readonly number: string;
}

/** A sentence that may show the alert's labels and its value. */
export type Sentence<L extends string> = (
  label: { readonly [K in L]: string },
  value: ValueTemplates,
) => string;

export interface AlertInput<L extends string> {
  /** CamelCase, with the system in front: `JeevesHttpErrorRatioHigh`. */
  readonly name: string;
  /** What must have an answer for the alert to be on. */
  readonly when: Vector<L>;
  /** How long it must have had one; at once when not given. */
  readonly for?: string;
  readonly severity: Severity;
  /** One line for a phone's screen. Only labels that the vector has can be shown. */
  readonly summary: Sentence<L>;
  /** What it means, in a sentence or two. */
  readonly description: Sentence<L>;
  /** A page of the runbooks, without `.md`: `error-ratio-high`. */
  readonly runbook: string;
  /** Labels of the alert besides those of its series, its system and severity. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** An alert rule. Empty when all is well: its query answers only when something is wrong. */
export interface AlertRule {
  readonly name: string;
  readonly vector: AnyVector;
  readonly for: string | undefined;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  readonly labels: Readonly<Record<string, string>>;
}

const value: ValueTemplates = {
  percent: '{{ $value | humanizePercentage }}',
  duration: '{{ $value | humanizeDuration }}',
  number: '{{ $value | printf "%.3g" }}',
};

/** Declares an alert. Its sentences can name the labels of its query, and no others. */
export function alert<L extends string>(input: AlertInput<L>): AlertRule {
  const label = new Proxy({} as { readonly [K in L]: string }, {
    get: (_, name) => `{{ $labels.${String(name)} }}`,
  });
  return {
    name: input.name,
    vector: input.when,
    for: input.for,
    severity: input.severity,
    summary: input.summary(label, value),
    description: input.description(label, value),
    runbook: input.runbook,
    labels: input.labels ?? {},
  };
}
