import type { Objective } from '../slo/objective.js';
import type { AlertRule } from './alert.js';
import type { AnyRecordingRule } from './record.js';

/** Rules that belong together. What a system has is a list of these. */
export interface RuleSet {
  readonly records?: readonly AnyRecordingRule[];
  readonly alerts?: readonly AlertRule[];
  readonly objectives?: readonly Objective[];
}
