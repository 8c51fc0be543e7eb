import { randomUUID } from 'node:crypto';
import { agents } from './agents.mjs';
import { EngineError } from './errors.mjs';
import { find } from './pipelines.mjs';
import { recorder } from './providers.mjs';

const mostKept = 200;

/** Executions of the recent past by id; the oldest is forgotten first. */
const kept = new Map();

/**
 * Runs a pipeline: each agent gets the question and the words of the agents before it.
 *
 * @param {object} request
 * @param {AbortSignal} signal terminates it; its reason is what the caller is told
 * @param {(event: { agent: string, output: string }) => void} onEvent after each agent
 * @throws EngineError
 */
export async function execute({ pipeline, input, executionId }, signal, onEvent = () => {}) {
  const names = find(pipeline).agents;
  if (names.length === 0) {
    throw new EngineError('FAILED_PRECONDITION', `${pipeline} has no agents yet`);
  }
  const execution = { executionId: executionId || randomUUID(), pipeline, output: '', events: [] };
  keep(execution);
  await recorder.withPipelineExecution({ pipeline }, async ({ terminate }) => {
    try {
      await runAgents(names, input, signal, (event) => {
        execution.events.push(event);
        execution.output = event.output;
        onEvent(event);
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      terminate();
    }
  });
  signal.throwIfAborted();
  return execution;
}

async function runAgents(names, input, signal, onEvent) {
  const notes = [];
  for (const name of names) {
    signal.throwIfAborted();
    const output = await recorder.withAgentExecution({ agent: name }, () =>
      agents[name](input, notes, signal),
    );
    notes.push(output);
    onEvent({ agent: name, output });
  }
}

/** An execution with its events from an offset on. @throws EngineError */
export function recall(executionId, after) {
  const execution = kept.get(executionId);
  if (execution === undefined) {
    throw new EngineError('NOT_FOUND', `no execution ${executionId} is remembered`);
  }
  if (after > execution.events.length) {
    throw new EngineError('OUT_OF_RANGE', `there are ${execution.events.length} events`);
  }
  return { ...execution, events: execution.events.slice(after) };
}

function keep(execution) {
  kept.delete(execution.executionId);
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value);
  kept.set(execution.executionId, execution);
}
