import { instruments } from '@obs/core';
import { aoss as catalog } from '@obs/semconv';
import { clockOf, type RecorderOptions } from '../shared/clock.js';
import { databaseSpan } from '../shared/database-span.js';
import { httpMethod } from '../shared/http-method.js';
import { settleAfter } from '../shared/lease.js';
import { measure } from '../shared/measure.js';
import { safely } from '../shared/safely.js';
import { insideSpan } from '../shared/span.js';
import {
  type AgentType,
  type Execution,
  type ExecutionLabels,
  type ExecutionStatus,
  startExecution,
} from './execution.js';

/** Recorders of the AOSS backend. None of them throws, whatever it is given. */
export interface Aoss {
  /**
   * Records that an execution was started. It counts as active until it is completed; one that is
   * still active when the process shuts down, or that nothing refers to any more, ends as `Failed`.
   */
  startExecution(labels: ExecutionLabels): Execution;
  /**
   * Runs an execution: when `work` has not completed it, it ends as `Failed` if `work` throws and
   * as `Success` otherwise.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withExecution<T>(
    labels: ExecutionLabels,
    work: (execution: Execution) => T | PromiseLike<T>,
  ): Promise<T>;
  /** Records an HTTP request that was answered. `endpoint` is the route template; a method that HTTP does not name counts as `_OTHER`. */
  recordApiRequest(request: { method: string; endpoint: string; status: number | string }): void;
  /** Records a database operation that ended. `operation` is its kind, such as `select`. */
  recordDbOperation(operation: { operation: string; status: ExecutionStatus }): void;
  /**
   * Runs a database operation and records it: `Failed` when `work` throws, else `Success`.
   *
   * @returns what `work` gives; rejects with what it throws.
   */
  withDbOperation<T>(labels: { operation: string }, work: () => T | PromiseLike<T>): Promise<T>;
  /** Records the result of a compliance check. */
  recordComplianceCheck(check: { agentType: AgentType; result: 'passed' | 'failed' }): void;
}

/**
 * Makes recorders on the global meter. Everything with closed labels exists at zero from here on,
 * executions at the server tag `unknown`.
 *
 * @throws RecorderError when an option is wrong.
 */
export function createAoss(options: RecorderOptions = {}): Aoss {
  const now = clockOf(options);
  const metrics = instruments(catalog);
  const recordDbOperation = (operation: string, status: ExecutionStatus) =>
    metrics.dbOperations.add(1, { operation, status });
  return Object.freeze<Aoss>({
    startExecution: (labels) => startExecution(metrics, now, labels).execution,
    withExecution(labels, work) {
      const { execution, held, span } = startExecution(metrics, now, labels);
      return settleAfter(held, { success: 'Success', failure: 'Failed' }, () =>
        insideSpan(span, () => work(execution)),
      );
    },
    recordApiRequest(request) {
      safely('aoss.recordApiRequest', () => {
        const { method, endpoint, status } = request;
        // A number is written as text by the family.
        metrics.apiRequests.add(1, {
          method: httpMethod(method),
          endpoint,
          status: status as string,
        });
      });
    },
    recordDbOperation(operation) {
      safely('aoss.recordDbOperation', () => {
        recordDbOperation(operation.operation, operation.status);
      });
    },
    withDbOperation(labels, work) {
      return measure(
        'aoss.withDbOperation',
        now,
        () => work(),
        ({ failed }) => recordDbOperation(labels.operation, failed ? 'Failed' : 'Success'),
        () => databaseSpan(labels.operation),
      );
    },
    recordComplianceCheck(check) {
      safely('aoss.recordComplianceCheck', () => {
        metrics.complianceChecks.add(1, { agent_type: check.agentType, result: check.result });
      });
    },
  });
}

/** Recorders with `performance.now` as their clock. */
export const aoss: Aoss = createAoss();
