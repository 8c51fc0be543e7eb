import { EngineError } from './errors.mjs';
import { complete } from './llm.mjs';

/**
 * An agent takes the question and what the agents before it said, and says something itself.
 *
 * @typedef {(question: string, notes: string[], signal: AbortSignal) => Promise<string>} Agent
 * @type {Record<string, Agent>}
 */
export const agents = {
  async intake(question) {
    if (question.trim() === '') throw new EngineError('INVALID_ARGUMENT', 'the input is empty');
    return question.trim().replace(/\s+/g, ' ');
  },
  planner: llmAgent('Make a plan of at most three steps.', ['llamaserver', 'openai']),
  writer: llmAgent('Write the answer.', ['openai', 'anthropic']),
  critic: llmAgent('Say what is missing, then improve the answer.', ['anthropic']),
};

/** @returns {Agent} */
function llmAgent(instruction, providers) {
  return (question, notes, signal) =>
    complete(
      providers,
      [
        { role: 'system', content: instruction },
        { role: 'user', content: question },
        ...notes.map((content) => ({ role: 'assistant', content })),
      ],
      signal,
    );
}
