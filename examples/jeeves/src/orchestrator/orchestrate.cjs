const { setTimeout: sleep } = require('node:timers/promises');
const { status } = require('../engine-service.cjs');
const { metaValidate } = require('./validate.cjs');

/** Statuses of the engine after which the same request may succeed, and why. */
const retryReasons = {
  [status.UNAVAILABLE]: 'unavailable',
  [status.RESOURCE_EXHAUSTED]: 'rate_limited',
  [status.DATA_LOSS]: 'incomplete',
};

const pauseMillis = Number(process.env.RETRY_PAUSE_MS ?? 20);

/** @param {import('../engine-service.cjs').EngineClient} engine */
exports.createOrchestrator = function createOrchestrator(engine) {
  /**
   * Has the engine run a pipeline until the result holds: a result that is no answer to the goal,
   * and an engine that is short of something, are tried again.
   *
   * @returns {Promise<{ outcome: 'success' | 'error' | 'terminated', attempts: number,
   *   output?: string, problem?: string }>} never rejects
   */
  return async function orchestrate({ goal, pipeline, attempts, timeoutMillis }) {
    const signal = AbortSignal.timeout(timeoutMillis);
    let problem;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const result = await attemptOnce(engine, { goal, pipeline }, signal);
      if (result.output !== undefined) {
        return { outcome: 'success', attempts: attempt, output: result.output };
      }
      problem = result.problem;
      if (signal.aborted) return { outcome: 'terminated', attempts: attempt, problem };
      if (result.retryReason === undefined || attempt === attempts) {
        return { outcome: 'error', attempts: attempt, problem };
      }
      await sleep(pauseMillis * attempt);
    }
    return { outcome: 'error', attempts, problem };
  };
};

/** One run of the pipeline: its output, or what is wrong and whether to try again. */
async function attemptOnce(engine, { goal, pipeline }, signal) {
  try {
    const { output } = await engine.call('executePipeline', { pipeline, input: goal }, { signal });
    const problem = metaValidate(goal, output);
    return problem === undefined ? { output } : { problem, retryReason: 'invalid_result' };
  } catch (error) {
    return { problem: error.details ?? error.message, retryReason: retryReasons[error.code] };
  }
}
