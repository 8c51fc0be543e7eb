import { instruments } from '@obs/core';
import { state as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from './shared/clock.js';
import { databaseSpan } from './shared/database-span.js';
import { type Duration, secondsOf } from './shared/duration.js';
import { measure } from './shared/measure.js';
import { safely } from './shared/safely.js';

export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';

export type WorkflowOutcome = (typeof catalog.metrics.workflowCompletions.labels.outcome)[number];

/** Recorders of the state persistence. None of them throws, whatever it is given. */
export interface State {
  /** Records a query that ended. `operation` is its kind in lower case, such as `select`, never its text. */
  recordDbQuery(query: { operation: string } & Duration): void;
  /**
   * Runs a query and records how long it took, also when it throws.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withDbQuery<T>(labels: { operation: string }, work: () => T | PromiseLike<T>): Promise<T>;
  /** Records that a workflow went from one state to another; both are names of states. */
  recordTransition(transition: { from: string; to: string }): void;
  /** Records that a workflow ended. */
  recordWorkflowCompletion(completion: { outcome: WorkflowOutcome }): void;
}

/**
 * Makes recorders on the global meter. The three outcomes of a workflow exist at zero from here on.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createState(options: RecorderOptions = {}): State {
  const now = clockOf(options);
  const { dbQueryDuration, transitions, workflowCompletions } = instruments(catalog);
  return Object.freeze<State>({
    recordDbQuery(query) {
      safely('state.recordDbQuery', () => {
        dbQueryDuration.record(secondsOf(query), { operation: query.operation });
      });
    },
    withDbQuery(labels, work) {
      return measure(
        'state.withDbQuery',
        now,
        () => work(),
        ({ seconds }) => dbQueryDuration.record(seconds, { operation: labels.operation }),
        () => databaseSpan(labels.operation),
      );
    },
    recordTransition(transition) {
      safely('state.recordTransition', () => {
        transitions.add(1, { from: transition.from, to: transition.to });
      });
    },
    recordWorkflowCompletion(completion) {
      safely('state.recordWorkflowCompletion', () => {
        workflowCompletions.add(1, { outcome: completion.outcome });
      });
    },
  });
}

/** Recorders with `performance.now` as their clock. */
export const state: State = createState();
