import type { InstrumentsOf } from '@obs/core';
import type { aoss } from '@obs/semconv';
import { type Clock, stopwatch } from '../shared/clock.js';
import { type Lease, lease } from '../shared/lease.js';
import { safely } from '../shared/safely.js';
import { type OpenSpan, within } from '../shared/span.js';
import { ExecutionTrace } from './execution-trace.js';

export type AossMetrics = InstrumentsOf<typeof aoss>;
export type AgentType = (typeof aoss.metrics.executions.labels.agent_type)[number];
export type ExecutionStatus = (typeof aoss.metrics.executionsCompleted.labels.status)[number];

/** Who executes, and where. */
export interface ExecutionLabels {
  readonly agentType: AgentType;
  /** Tag of the server that the execution works on, not its address or an id; `unknown` when not given. */
  readonly serverTag?: string | undefined;
}

/** An execution that has started. Every method but `complete` gives the execution back. */
export interface Execution {
  /** A step ended. */
  step(status: ExecutionStatus): Execution;
  /** The execution tried to heal itself. */
  selfHealing(success: boolean): Execution;
  /** The execution met an error. `type` is a short name such as `system_error`, never a message. */
  error(type: string): Execution;
  /**
   * Ends the execution: completed, duration and active move now. A second call counts as dropped
   * (`ended_twice`) and changes nothing.
   */
  complete(status: ExecutionStatus): void;
  /** Ends it as `Failed` if it has not ended; for `using`. */
  [Symbol.dispose](): void;
}

/** Starts an execution: started and active move now. The lease is for who runs it to the end. */
export function startExecution(
  metrics: AossMetrics,
  now: Clock,
  given: ExecutionLabels,
): {
  readonly execution: Execution;
  readonly held: Lease<ExecutionStatus>;
  readonly span: OpenSpan | undefined;
} {
  const labels = read(given);
  const { agent_type } = labels;
  metrics.executions.add(1, labels);
  metrics.activeExecutions.add(1, { agent_type });
  const trace = new ExecutionTrace(labels);
  const held = lease<ExecutionStatus>(
    'aoss execution',
    finisher(metrics, now, labels, trace),
    'Failed',
  );
  const execution: Execution = {
    step(status) {
      metrics.executionSteps.add(1, { agent_type, status });
      trace.step(status);
      return execution;
    },
    selfHealing(success) {
      // Labels are text; anything but a boolean is refused by the family.
      const value = typeof success === 'boolean' ? `${success}` : success;
      metrics.selfHealingAttempts.add(1, { agent_type, success: value as 'true' | 'false' });
      trace.event('self_healing', { 'aoss.success': success === true });
      return execution;
    },
    error(type) {
      metrics.executionErrors.add(1, { error_type: type, agent_type });
      trace.event('error', { 'error.type': type });
      return execution;
    },
    complete: (status) => held.end(status),
    [Symbol.dispose]: () => held.settle('Failed'),
  };
  return { execution: Object.freeze(execution), held, span: trace.open };
}

interface Labels {
  readonly agent_type: AgentType;
  readonly server_tag?: string;
}

/** The labels as they are now, so that the gauge goes down where it went up. */
function read(labels: ExecutionLabels): Labels {
  let agentType: AgentType | undefined;
  let serverTag: string | null | undefined;
  safely('aoss.startExecution', () => {
    ({ agentType, serverTag } = labels);
  });
  const agent_type = agentType as AgentType;
  return serverTag === undefined || serverTag === null || serverTag === ''
    ? { agent_type }
    : { agent_type, server_tag: serverTag };
}

/** Made outside `startExecution`, see {@link lease}. */
function finisher(metrics: AossMetrics, now: Clock, labels: Labels, trace: ExecutionTrace) {
  const seconds = stopwatch(now);
  const { agent_type } = labels;
  return (status: ExecutionStatus) => {
    within(trace.open, () => {
      metrics.activeExecutions.add(-1, { agent_type });
      metrics.executionsCompleted.add(1, { ...labels, status });
      metrics.executionDuration.record(seconds(), { agent_type, status });
    });
    trace.end(status);
  };
}
