import { type Execution, aoss as recorder } from '@obs/recorders/aoss';
import { objection } from './compliance.ts';
import type { Fault, Plan, Step } from './plan.ts';
import { ServerFault, SimulatedServer } from './simulated-server.ts';

/** How an execution ended. */
export interface Outcome {
  readonly status: 'Success' | 'Failed';
  readonly detail: string;
}

/** What helps against a fault; nothing does against the others. */
const remedies: Partial<Record<Fault, string>> = {
  connection_error: 'connected again',
  timeout_error: 'waited longer',
  disk_full: 'removed old logs',
};

const mostAttempts = 3;

/** Carries a plan out step by step; the first step that cannot be saved ends it. Never rejects. */
export async function execute(plan: Plan): Promise<Outcome> {
  const { agentType, serverTag } = plan;
  using execution = recorder.startExecution({ agentType, serverTag });
  const reason = objection(plan);
  recorder.recordComplianceCheck({ agentType, result: reason ? 'failed' : 'passed' });
  if (reason !== undefined) {
    execution.error('compliance_error').complete('Failed');
    return { status: 'Failed', detail: reason };
  }
  for (const step of plan.steps) {
    const fault = await carryOut(step, execution);
    if (fault !== undefined) {
      execution.complete('Failed');
      return { status: 'Failed', detail: `${step.command}: ${fault}` };
    }
  }
  execution.complete('Success');
  return { status: 'Success', detail: `${plan.steps.length} steps` };
}

/** One step, tried again after each remedy. @returns the fault that nothing helped against */
async function carryOut(step: Step, execution: Execution): Promise<Fault | undefined> {
  const server = new SimulatedServer(step);
  for (let attempt = 1; ; attempt++) {
    try {
      await server.run(step.command);
      execution.step('Success');
      return undefined;
    } catch (error) {
      if (!(error instanceof ServerFault)) throw error;
      execution.error(error.fault);
      const isHealed = attempt < mostAttempts && remedies[error.fault] !== undefined;
      execution.selfHealing(isHealed);
      if (!isHealed) {
        execution.step('Failed');
        return error.fault;
      }
      server.remedy();
    }
  }
}
