const { createOrchestrator } = require('@obs/recorders/orchestrator');

const gateway = process.env.GATEWAY_URL ?? 'http://localhost:8000';
const state = process.env.STATE_URL ?? 'http://localhost:8008';
const llm = process.env.LLM_URL ?? 'http://localhost:8095';

/** @throws Error with what the other service said */
async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(`${new URL(url).pathname}: ${answer.error?.message ?? answer.error}`);
}

/** A new workflow; its id. */
async function createWorkflow(kind) {
  const { id } = await post(`${state}/workflows`, { kind });
  return id;
}

function moveWorkflow(id, to) {
  return post(`${state}/workflows/${id}/transitions`, { to });
}

async function invokeTool(tool, given) {
  const { result } = await post(`${gateway}/tools/${tool}/invocations`, given);
  return result;
}

/** What is recorded of the orchestrator's work. */
const recorder = createOrchestrator({
  prices: { 'gpt-4o-mini': { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 } },
});

/** Has the model make a plan. */
async function plan(goal) {
  const model = process.env.LLM_MODEL ?? 'gpt-4o-mini';
  const { choices, usage } = await post(`${llm}/v1/chat/completions`, {
    model,
    messages: [
      { role: 'system', content: 'Make a plan of three steps.' },
      { role: 'user', content: goal },
    ],
  });
  recorder.recordLlmUsage({
    provider: 'openai',
    model,
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
  });
  return choices[0].message.content;
}

module.exports = { createWorkflow, moveWorkflow, invokeTool, plan, recorder };
