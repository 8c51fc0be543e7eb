import type { RecordingRule } from '../prometheus.ts';

/** What the demo needs of the contract. */
export interface DemoContract {
  readonly recordingRules: readonly RecordingRule[];
  readonly queries: readonly DemoQuery[];
}

export interface DemoQuery {
  readonly id: string;
  /** PromQL as users wrote it. */
  readonly asked: string;
  /** PromQL as our dashboards and rules have it. */
  readonly shipped: string;
  /** Whether no answer is right when nothing is wrong, as with an alert. */
  readonly mayBeEmpty?: boolean;
}
