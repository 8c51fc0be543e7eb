import type { InstrumentsOf } from '@obs/core';
import type { jeeves } from '@obs/semconv';
import type { Clock } from '../shared/clock.js';
import { type Duration, secondsOf } from '../shared/duration.js';
import { measure } from '../shared/measure.js';
import { safely } from '../shared/safely.js';
import type { SpanShape } from '../shared/span.js';

export type JeevesMetrics = InstrumentsOf<typeof jeeves>;
type Labels = (typeof jeeves)['metrics'];
export type ExecutionStatus = Labels['pipelineExecutions']['labels']['status'][number];
export type CallStatus = Labels['agentExecutions']['labels']['status'][number];
export type ValidationOutcome = Labels['metaValidations']['labels']['outcome'][number];

/** What the work of an execution is given, to say what an exception does not. */
export interface RunningExecution {
  /** The execution ends as `terminated`, unless it throws. */
  terminate(): void;
}

/** Recorders of pipelines, agents and the orchestrator. */
export interface ExecutionRecorders {
  /** Records a pipeline execution that ended. `pipeline` is the pipeline's name. */
  recordPipelineExecution(
    execution: { pipeline: string; status: ExecutionStatus } & Duration,
  ): void;
  /**
   * Executes a pipeline and records it: `error` when `work` throws, `terminated` when it says
   * `terminate()`, else `success`. With tracing on, `work` runs in a span with the same outcome.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withPipelineExecution<T>(
    labels: { pipeline: string },
    work: (execution: RunningExecution) => T | PromiseLike<T>,
  ): Promise<T>;
  /** Records an agent execution that ended. `agent` is the agent's name. */
  recordAgentExecution(execution: { agent: string; status: CallStatus } & Duration): void;
  /**
   * Executes an agent and records it: `error` when `work` throws, else `success`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withAgentExecution<T>(labels: { agent: string }, work: () => T | PromiseLike<T>): Promise<T>;
  /** Records an orchestration that ended. */
  recordOrchestratorExecution(execution: { outcome: ExecutionStatus } & Duration): void;
  /**
   * Runs an orchestration and records it: `error` when `work` throws, `terminated` when it says
   * `terminate()`, else `success`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withOrchestratorExecution<T>(
    work: (execution: RunningExecution) => T | PromiseLike<T>,
  ): Promise<T>;
  /** Records the meta-validation of a result. */
  recordMetaValidation(validation: { outcome: ValidationOutcome }): void;
  /** Records that something was tried again. `reason` is a short name, never a message. */
  recordRetry(retry: { reason: string }): void;
}

export function executionRecorders(metrics: JeevesMetrics, now: Clock): ExecutionRecorders {
  const recordPipeline = (pipeline: string, status: ExecutionStatus, seconds: number) => {
    metrics.pipelineExecutions.add(1, { pipeline, status });
    metrics.pipelineDuration.record(seconds, { pipeline });
  };
  const recordAgent = (agent: string, status: CallStatus, seconds: number) => {
    metrics.agentExecutions.add(1, { agent, status });
    metrics.agentDuration.record(seconds, { agent });
  };
  const recordOrchestrator = (outcome: ExecutionStatus, seconds: number) => {
    metrics.orchestratorExecutions.add(1, { outcome });
    metrics.orchestratorDuration.record(seconds);
  };
  return {
    recordPipelineExecution(execution) {
      safely('jeeves.recordPipelineExecution', () => {
        recordPipeline(execution.pipeline, execution.status, secondsOf(execution));
      });
    },
    withPipelineExecution(labels, work) {
      return terminable(
        'jeeves.withPipelineExecution',
        now,
        work,
        (status, seconds) => recordPipeline(labels.pipeline, status, seconds),
        () => ({
          name: `pipeline ${labels.pipeline}`,
          attributes: { 'jeeves.pipeline': labels.pipeline },
        }),
      );
    },
    recordAgentExecution(execution) {
      safely('jeeves.recordAgentExecution', () => {
        recordAgent(execution.agent, execution.status, secondsOf(execution));
      });
    },
    withAgentExecution(labels, work) {
      return measure(
        'jeeves.withAgentExecution',
        now,
        () => work(),
        ({ failed, seconds, open }) => {
          const status = failed ? 'error' : 'success';
          open?.span.setAttribute('jeeves.status', status);
          recordAgent(labels.agent, status, seconds);
        },
        () => ({
          name: `invoke_agent ${labels.agent}`,
          attributes: {
            'gen_ai.operation.name': 'invoke_agent',
            'gen_ai.agent.name': labels.agent,
          },
        }),
      );
    },
    recordOrchestratorExecution(execution) {
      safely('jeeves.recordOrchestratorExecution', () => {
        recordOrchestrator(execution.outcome, secondsOf(execution));
      });
    },
    withOrchestratorExecution(work) {
      return terminable('jeeves.withOrchestratorExecution', now, work, recordOrchestrator, () => ({
        name: 'orchestrator',
        attributes: {},
      }));
    },
    recordMetaValidation(validation) {
      safely('jeeves.recordMetaValidation', () => {
        metrics.metaValidations.add(1, { outcome: validation.outcome });
      });
    },
    recordRetry(retry) {
      safely('jeeves.recordRetry', () => metrics.retries.add(1, { reason: retry.reason }));
    },
  };
}

/** Measures work that can say that it was terminated. */
function terminable<T>(
  where: string,
  now: Clock,
  work: (execution: RunningExecution) => T | PromiseLike<T>,
  record: (status: ExecutionStatus, seconds: number) => void,
  shape: () => SpanShape,
): Promise<T> {
  let terminated = false;
  const execution: RunningExecution = {
    terminate() {
      terminated = true;
    },
  };
  return measure(
    where,
    now,
    () => work(execution),
    ({ failed, seconds, open }) => {
      const status = failed ? 'error' : terminated ? 'terminated' : 'success';
      open?.span.setAttribute('jeeves.status', status);
      record(status, seconds);
    },
    shape,
  );
}
