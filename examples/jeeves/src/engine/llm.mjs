import { status } from '@grpc/grpc-js';
import OpenAI from 'openai';
import { EngineError } from './errors.mjs';

const base = process.env.LLM_URL ?? 'http://localhost:8090';

/** Providers speak one protocol, so one client library serves them all. */
const providers = {
  llamaserver: provider('LLAMASERVER', 'llama-3.1-8b', { prompt: 0, completion: 0 }),
  openai: provider('OPENAI', 'gpt-4o-mini', { prompt: 0.15, completion: 0.6 }),
  anthropic: provider('ANTHROPIC', 'claude-3-5-haiku', { prompt: 0.8, completion: 4 }),
};

/** @param {{ prompt: number, completion: number }} price in US dollars for a million tokens */
function provider(name, model, price) {
  return {
    model: process.env[`${name}_MODEL`] ?? model,
    price,
    client: new OpenAI({
      baseURL: process.env[`${name}_BASE_URL`] ?? `${base}/${name.toLowerCase()}/v1`,
      apiKey: process.env[`${name}_API_KEY`] ?? 'not-needed-by-the-fake',
      // A call here is one attempt: who calls decides what comes next.
      maxRetries: 0,
    }),
  };
}

/**
 * Asks the first of the providers that is up.
 *
 * @param {string[]} names in the order of preference
 * @param {AbortSignal} signal
 */
export async function complete(names, messages, signal) {
  for (const [index, name] of names.entries()) {
    try {
      return await ask(name, messages, signal);
    } catch (error) {
      const isLast = index === names.length - 1;
      if (isLast || error.code !== status.UNAVAILABLE) throw error;
    }
  }
}

async function ask(name, messages, signal) {
  const { model, price, client } = providers[name];
  try {
    const answer = await read(client, model, messages, signal);
    return answer.text;
  } catch (error) {
    throw signal.aborted ? signal.reason : explain(name, error);
  }
}

/** Reads a streamed answer to its end, with the token usage that comes last. */
async function read(client, model, messages, signal) {
  const stream = await client.chat.completions.create(
    { model, messages, stream: true, stream_options: { include_usage: true } },
    { signal },
  );
  let text = '';
  let finished = false;
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    finished ||= chunk.choices[0]?.finish_reason === 'stop';
    usage = chunk.usage ?? usage;
  }
  if (!finished) throw new EngineError('DATA_LOSS', `${model} stopped in the middle`);
  return { text, usage };
}

/** What the caller of the engine has to know of a provider's error. */
function explain(name, error) {
  if (error instanceof OpenAI.RateLimitError) {
    return new EngineError('RESOURCE_EXHAUSTED', `${name} limits our rate`, { cause: error });
  }
  if (error instanceof OpenAI.APIConnectionError || error.status >= 500) {
    return new EngineError('UNAVAILABLE', `${name} is down`, { cause: error });
  }
  if (error.message === 'terminated') {
    return new EngineError('DATA_LOSS', `${name} hung up in the middle`, { cause: error });
  }
  return error;
}
