const { agents, selectAgent } = require('./agents.js');
const { waitForApproval } = require('./approvals.js');
const { createWorkflow, invokeTool, moveWorkflow, plan, recorder } = require('./upstream.js');

/** Tasks of the recent past by id; the oldest is forgotten first. */
const tasks = new Map();
const mostTasks = 500;

/**
 * Begins a task. `paused` resolves when it ends or waits for a human, `done` when it ends.
 *
 * @returns {Promise<{ id: number, agent: string, paused: Promise<void>,
 *   done: Promise<{ outcome: 'completed' | 'failed' | 'cancelled', detail?: unknown }> }>}
 */
async function begin(request) {
  const { agent, reason } = selectAgent(request);
  recorder.recordAgentSelection({ agent, reason });
  const id = await createWorkflow(agent);
  const { promise: waiting, resolve: onWait } = Promise.withResolvers();
  const done = run(id, agent, request, onWait);
  const task = { id, agent, paused: Promise.race([waiting, done]), done };
  if (tasks.size >= mostTasks) tasks.delete(tasks.keys().next().value);
  tasks.set(id, task);
  return task;
}

/** Never rejects. */
async function run(id, agent, request, onWait) {
  try {
    return await recorder.withTask({ agent }, async ({ cancel }) => {
      const result = await work(id, agent, request, onWait);
      if (result.outcome === 'cancelled') cancel();
      await moveWorkflow(id, result.outcome);
      return result;
    });
  } catch (error) {
    await moveWorkflow(id, 'failed').catch(() => {});
    return { outcome: 'failed', detail: error.message };
  }
}

async function work(id, agent, { goal, given = {}, approvalMillis = 60_000 }, onWait) {
  const { tool, needsApproval } = agents[agent];
  await moveWorkflow(id, 'running');
  const steps = await plan(goal);
  if (needsApproval) {
    await moveWorkflow(id, 'waiting');
    const approval = recorder.withHitlApproval(() => waitForApproval(id, approvalMillis));
    onWait();
    const decision = await approval;
    if (decision !== 'approved') return { outcome: 'cancelled', detail: decision };
    await moveWorkflow(id, 'running');
  }
  const result = await invokeTool(tool, given);
  return { outcome: 'completed', detail: { steps, result } };
}

module.exports = { begin, find: (id) => tasks.get(id) };
