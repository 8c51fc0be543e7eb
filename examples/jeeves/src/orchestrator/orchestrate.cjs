const { setTimeout: sleep } = require('node:timers/promises');
const { jeeves: recorder } = require('@obs/recorders/jeeves');
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
   * @returns {Promise<{ attempts: number, output: string } | { attempts: number, problem: string }>}
   *   a problem when the time was over first
   * @throws OrchestrationError when it is given up
   */
  return function orchestrate({ goal, pipeline, attempts, timeoutMillis }) {
    const signal = AbortSignal.timeout(timeoutMillis);
    return recorder.withOrchestratorExecution(async ({ terminate }) => {
      for (let attempt = 1; ; attempt++) {
        const { output, problem, retryReason } = await run(engine, pipeline, goal, signal);
        if (problem === undefined) return { attempts: attempt, output };
        if (signal.aborted) {
          terminate();
          return { attempts: attempt, problem };
        }
        if (retryReason === undefined || attempt === attempts) {
          throw new OrchestrationError(problem, attempt);
        }
        recorder.recordRetry({ reason: retryReason });
        await sleep(pauseMillis * attempt);
      }
    });
  };
};

/** The goal was not reached. */
class OrchestrationError extends Error {
  constructor(problem, attempts) {
    super(problem);
    this.attempts = attempts;
  }
}
exports.OrchestrationError = OrchestrationError;

/** One run of the pipeline: its output, or the problem and whether to try again. */
async function run(engine, pipeline, goal, signal) {
  let output;
  try {
    ({ output } = await engine.call('executePipeline', { pipeline, input: goal }, { signal }));
  } catch (error) {
    return { problem: error.details ?? error.message, retryReason: retryReasons[error.code] };
  }
  const problem = metaValidate(goal, output);
  recorder.recordMetaValidation({ outcome: problem === undefined ? 'passed' : 'failed' });
  return problem === undefined ? { output } : { problem, retryReason: 'invalid_result' };
}
