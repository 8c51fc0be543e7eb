import { instruments } from '@obs/core';
import { orchestrator as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from './shared/clock.js';
import { type Duration, secondsOf } from './shared/duration.js';
import { measure } from './shared/measure.js';
import { costOf, type Prices, type Usage } from './shared/prices.js';
import { safely } from './shared/safely.js';
import { recordUsage } from './shared/usage.js';

export type { Clock, RecorderOptions } from './shared/clock.js';
export type { Duration } from './shared/duration.js';
export type { Price, Prices, Usage } from './shared/prices.js';

export type TaskOutcome = (typeof catalog.metrics.tasks.labels.outcome)[number];
export type ApprovalOutcome = (typeof catalog.metrics.hitlApprovals.labels.outcome)[number];

/** What the work of a task is given, to say what an exception does not. */
export interface RunningTask {
  /** The task ends as `cancelled`, unless it throws. */
  cancel(): void;
}

export interface OrchestratorOptions extends RecorderOptions {
  /** What models cost; without it, costs come from the caller or are not recorded. */
  readonly prices?: Prices;
}

/** Recorders of the orchestrator. None of them throws, whatever it is given. */
export interface Orchestrator {
  /** Records a task that an agent ended. `agent` is the agent's name. */
  recordTask(task: { agent: string; outcome: TaskOutcome } & Duration): void;
  /**
   * Runs a task and records it: `failed` when `work` throws, `cancelled` when it says `cancel()`,
   * else `completed`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withTask<T>(
    labels: { agent: string },
    work: (task: RunningTask) => T | PromiseLike<T>,
  ): Promise<T>;
  /** Records that an agent was selected for a task. `reason` is a short name. */
  recordAgentSelection(selection: { agent: string; reason: string }): void;
  /** Records the answer to a request for a human's approval, and how long it was waited for. */
  recordHitlApproval(approval: { outcome: ApprovalOutcome } & Duration): void;
  /**
   * Waits for a human's approval and records the outcome that `work` gives. When `work` throws
   * there is no answer, and nothing is recorded.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withHitlApproval(work: () => Promise<ApprovalOutcome>): Promise<ApprovalOutcome>;
  /** Records the tokens of a call to a large language model, and its cost as far as it is known. */
  recordLlmUsage(usage: Usage): void;
}

/**
 * Makes recorders on the global meter. The outcomes of approvals exist at zero from here on.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createOrchestrator(options: OrchestratorOptions = {}): Orchestrator {
  const now = clockOf(options);
  const cost = costOf(options.prices);
  const metrics = instruments(catalog);
  const recordTask = (agent: string, outcome: TaskOutcome, seconds: number) => {
    metrics.tasks.add(1, { agent, outcome });
    metrics.taskDuration.record(seconds, { agent });
  };
  const recordApproval = (outcome: ApprovalOutcome, seconds: number) => {
    metrics.hitlApprovals.add(1, { outcome });
    metrics.hitlApprovalWait.record(seconds);
  };
  return Object.freeze<Orchestrator>({
    recordTask(task) {
      safely('orchestrator.recordTask', () => {
        recordTask(task.agent, task.outcome, secondsOf(task));
      });
    },
    withTask(labels, work) {
      let cancelled = false;
      const task: RunningTask = {
        cancel() {
          cancelled = true;
        },
      };
      return measure(
        'orchestrator.withTask',
        now,
        () => work(task),
        ({ failed, seconds, open }) => {
          const outcome = failed ? 'failed' : cancelled ? 'cancelled' : 'completed';
          open?.span.setAttribute('orchestrator.outcome', outcome);
          recordTask(labels.agent, outcome, seconds);
        },
        () => ({
          name: `task ${labels.agent}`,
          attributes: { 'orchestrator.agent': labels.agent },
        }),
      );
    },
    recordAgentSelection(selection) {
      safely('orchestrator.recordAgentSelection', () => {
        metrics.agentSelections.add(1, { agent: selection.agent, reason: selection.reason });
      });
    },
    recordHitlApproval(approval) {
      safely('orchestrator.recordHitlApproval', () => {
        recordApproval(approval.outcome, secondsOf(approval));
      });
    },
    withHitlApproval(work) {
      return measure(
        'orchestrator.withHitlApproval',
        now,
        () => work(),
        ({ failed, result, seconds, open }) => {
          if (failed) return;
          const outcome = result as ApprovalOutcome;
          open?.span.setAttribute('orchestrator.outcome', outcome);
          recordApproval(outcome, seconds);
        },
        () => ({ name: 'hitl approval', attributes: {} }),
      );
    },
    recordLlmUsage(usage) {
      safely('orchestrator.recordLlmUsage', () => recordUsage(metrics, cost, usage));
    },
  });
}

/** Recorders with `performance.now` as their clock and without prices. */
export const orchestrator: Orchestrator = createOrchestrator();
