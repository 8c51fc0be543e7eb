import { selector } from '../queries/select.js';
import { type AnyVector, type Vector, vector } from '../queries/vector.js';

/** A recording rule of any labels. */
export interface AnyRecordingRule {
  readonly name: string;
  readonly vector: AnyVector;
  /** Labels that the recorded series get besides. */
  readonly labels: Readonly<Record<string, string>>;
  /** Why it is there, or what its value means: a comment in the generated file. */
  readonly comment: string;
}

/** A recording rule: a query that Prometheus evaluates at every interval and keeps under a name. */
export interface RecordingRule<L extends string = string> extends AnyRecordingRule {
  readonly vector: Vector<L>;
}

/**
 * @param name `level:metric:operations`, such as `pipeline:jeeves_pipeline_executions:rate5m`; source:
 *   Prometheus documentation, "Recording rules"
 */
export function record<L extends string>(
  name: string,
  of: Vector<L>,
  options: { readonly labels?: Readonly<Record<string, string>>; readonly comment?: string } = {},
): RecordingRule<L> {
  return { name, vector: of, labels: options.labels ?? {}, comment: options.comment ?? '' };
}

/** The series that a rule has recorded. */
export function recorded<L extends string>(rule: RecordingRule<L>): Vector<L> {
  return vector(selector(rule.name, rule.labels));
}

/**
 * The name of what is recorded of a family: the labels that its series keep, the family without
 * `_total`, and what was done. `everything` stands where no label is kept.
 */
export function recordName(by: readonly string[], family: string, operations: string): string {
  const level = by.length === 0 ? 'system' : by.join('_');
  return `${level}:${family.replace(/_total$/, '')}${operations}`;
}
