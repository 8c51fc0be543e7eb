import { status } from '@grpc/grpc-js';
import OpenAI from 'openai';
import { EngineError } from './errors.mjs';
import { providers, recorder } from './providers.mjs';

/**
 * Asks the first of the providers that is up.
 *
 * @param {string[]} names in the order of preference
 * @param {AbortSignal} signal its reason is thrown when it aborts
 * @returns {Promise<string>}
 * @throws EngineError
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

function ask(provider, messages, signal) {
  const { model, client } = providers[provider];
  return recorder.withLlmCall({ provider, model }, async (call) => {
    try {
      const { text, usage } = await read(client, model, messages, signal);
      call.tokens({ prompt: usage?.prompt_tokens, completion: usage?.completion_tokens });
      return text;
    } catch (error) {
      throw signal.aborted ? signal.reason : explain(provider, error);
    }
  });
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
function explain(provider, cause) {
  if (cause instanceof EngineError) return cause;
  if (cause instanceof OpenAI.RateLimitError) {
    return new EngineError('RESOURCE_EXHAUSTED', `${provider} limits our rate`, { cause });
  }
  if (cause instanceof OpenAI.APIConnectionError || cause.status >= 500) {
    return new EngineError('UNAVAILABLE', `${provider} is down`, { cause });
  }
  // What undici says of a connection that ends before its answer does.
  if (cause.message === 'terminated') {
    return new EngineError('DATA_LOSS', `${provider} hung up in the middle`, { cause });
  }
  return new EngineError('UNKNOWN', `${provider} sent no answer that we can read`, { cause });
}
