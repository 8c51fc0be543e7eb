import type { Job } from '@obs-test/backends';

/** What the demo needs of the contract. */
export interface DemoContract {
  /** The job under which Prometheus scrapes itself. */
  readonly ownJob: Job;
  /** Path of a rule file. */
  readonly recordingRulesFile: string;
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
