// Stands for llamaserver, OpenAI and Anthropic: one OpenAI-compatible server with a base URL for
// each, http://localhost:8090/openai/v1. It streams, and counts what it was asked for.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerTo, behaviourOf, countTokens } from './behaviour.mjs';

/** What was asked and answered so far, by `provider model`: `GET /usage`. */
const usage = {};

const server = createServer(async (request, response) => {
  const [, provider, ...rest] = (request.url ?? '/').split('/');
  if (request.url === '/usage') return sendJson(response, 200, usage);
  if (request.method !== 'POST' || rest.join('/') !== 'v1/chat/completions') {
    return sendJson(response, 404, { error: { message: 'no such endpoint' } });
  }
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const { model, messages } = JSON.parse(text);

  usage[`${provider} ${model}`] ??= { calls: 0, prompt: 0, completion: 0 };
  const counts = usage[`${provider} ${model}`];
  counts.calls += 1;
  const prompt = messages.map(({ content }) => content).join('\n');
  const behaviour = behaviourOf(provider, prompt);
  if (behaviour === 'down') {
    return sendJson(response, 503, { error: { message: 'the model is not loaded' } });
  }
  if (behaviour === 'rate-limit') {
    return sendJson(response, 429, { error: { message: 'too many requests', type: 'rate_limit' } });
  }
  const question = messages.find(({ role }) => role === 'user')?.content ?? '';
  const answer = answerTo(model, question, behaviour);
  const sent = await stream(response, model, answer, behaviour, countTokens(prompt));
  if (!sent) return;
  counts.prompt += countTokens(prompt);
  counts.completion += countTokens(answer);
});

/** Sends the answer word by word; whether all of it was sent. */
async function stream(response, model, answer, behaviour, promptTokens) {
  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  const send = (fields) =>
    response.write(
      `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, ...fields })}\n\n`,
    );

  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (behaviour === 'hang') {
    // As long as somebody waits.
    await once(response, 'close');
    return false;
  }
  await sleep(behaviour === 'slow' ? 250 : 5);
  if (behaviour === 'garbled') {
    response.end('data: {"choices": [{"delta": {"cont\n\n');
    return false;
  }
  for (const [index, word] of answer.split(' ').entries()) {
    if (behaviour === 'cut' && index === 3) {
      response.destroy();
      return false;
    }
    send({ choices: [{ index: 0, delta: { content: index === 0 ? word : ` ${word}` } }] });
    await sleep(1);
  }
  const completionTokens = countTokens(answer);
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({
    choices: [],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
  response.end('data: [DONE]\n\n');
  return !response.destroyed;
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT ?? 8090), () =>
  console.log(`fake-llm listening on port ${server.address().port}`),
);
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
