import { instruments } from '@obs/core';
import { governance as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from './shared/clock.js';
import { type Duration, secondsOf } from './shared/duration.js';
import { measure } from './shared/measure.js';
import { safely } from './shared/safely.js';

export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';

export type VoteOutcome = (typeof catalog.metrics.votes.labels.outcome)[number];

/** Recorders of governance. None of them throws, whatever it is given. */
export interface Governance {
  /** Records a deliberation that has ended, with or without a decision. */
  recordDeliberation(deliberation: Duration): void;
  /**
   * Runs a deliberation and records it at its end, also when it throws.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withDeliberation<T>(work: () => T | PromiseLike<T>): Promise<T>;
  /** Records a vote that was closed: one event for a proposal, not for each ballot. */
  recordVote(vote: { outcome: VoteOutcome }): void;
  /** Records that a policy was violated. `policy` is its name, not an id of the case. */
  recordPolicyViolation(violation: { policy: string }): void;
}

/**
 * Makes recorders on the global meter. Deliberations and both outcomes of a vote exist at zero from
 * here on.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createGovernance(options: RecorderOptions = {}): Governance {
  const now = clockOf(options);
  const { deliberations, deliberationDuration, votes, policyViolations } = instruments(catalog);
  const record = (seconds: number) => {
    deliberations.add(1);
    deliberationDuration.record(seconds);
  };
  return Object.freeze<Governance>({
    recordDeliberation(deliberation) {
      safely('governance.recordDeliberation', () => record(secondsOf(deliberation)));
    },
    withDeliberation(work) {
      return measure(
        'governance.withDeliberation',
        now,
        () => work(),
        ({ seconds }) => record(seconds),
        () => ({ name: 'deliberation', attributes: {} }),
      );
    },
    recordVote(vote) {
      safely('governance.recordVote', () => votes.add(1, { outcome: vote.outcome }));
    },
    recordPolicyViolation(violation) {
      safely('governance.recordPolicyViolation', () => {
        policyViolations.add(1, { policy: violation.policy });
      });
    },
  });
}

/** Recorders with `performance.now` as their clock. */
export const governance: Governance = createGovernance();
