import { createJeeves } from '@obs/recorders/jeeves';
import OpenAI from 'openai';

const base = process.env.LLM_URL ?? 'http://localhost:8090';

/** Providers speak one protocol, so one client library serves them all. */
export const providers = {
  llamaserver: provider('LLAMASERVER', 'llama-3.1-8b'),
  openai: provider('OPENAI', 'gpt-4o-mini'),
  anthropic: provider('ANTHROPIC', 'claude-3-5-haiku'),
};

/** What is recorded of the engine's work. The model on our own hardware costs nothing. */
export const recorder = createJeeves({
  prices: {
    'llama-3.1-8b': { promptUsdPerMillion: 0, completionUsdPerMillion: 0 },
    'gpt-4o-mini': { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 },
    'claude-3-5-haiku': { promptUsdPerMillion: 0.8, completionUsdPerMillion: 4 },
  },
});

function provider(name, model) {
  return {
    model: process.env[`${name}_MODEL`] ?? model,
    client: new OpenAI({
      baseURL: process.env[`${name}_BASE_URL`] ?? `${base}/${name.toLowerCase()}/v1`,
      apiKey: process.env[`${name}_API_KEY`] ?? 'not-needed-by-the-fake',
      // A call here is one attempt: who calls decides what comes next.
      maxRetries: 0,
    }),
  };
}
