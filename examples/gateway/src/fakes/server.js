// The outside world of this example in one process: Linear's GraphQL API, the OAuth pages of two
// providers, and an OpenAI-compatible language model. Requests say how it misbehaves.
const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const [status, body, headers] = await answer(url, text);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
});

async function answer(url, text) {
  if (url.pathname === '/graphql') return linear(JSON.parse(text));
  if (url.pathname === '/v1/chat/completions') return model(JSON.parse(text));
  if (url.pathname.endsWith('/oauth/authorize')) return authorize(url.searchParams);
  if (url.pathname.endsWith('/oauth/token')) return token(new URLSearchParams(text));
  return [404, { error: 'not found' }];
}

/** Team `slow` takes its time, `limited` has no calls left, `broken` is broken. */
async function linear({ operationName, variables }) {
  if (variables.team === 'limited') return [429, { errors: [{ message: 'rate limited' }] }];
  if (variables.team === 'broken') return [500, {}];
  await sleep(variables.team === 'slow' ? 120 : 5);
  const issue = { id: variables.id ?? 'ENG-1', title: variables.title ?? 'Ship it', state: 'Todo' };
  if (operationName === 'issues') return [200, { data: { issues: { nodes: [issue] } } }];
  if (operationName === 'issueCreate') return [200, { data: { issueCreate: { issue } } }];
  if (variables.state === 'Nowhere') {
    return [200, { data: null, errors: [{ message: 'there is no state Nowhere' }] }];
  }
  const moved = { ...issue, state: variables.state };
  return [200, { data: { issueUpdate: { issue: moved } } }];
}

/** The page where a user agrees; `login` says who it is. */
function authorize(query) {
  const back = new URL(query.get('redirect_uri'));
  back.searchParams.set('state', query.get('state'));
  const login = query.get('login') ?? 'alice';
  if (login === 'nobody') back.searchParams.set('error', 'access_denied');
  else back.searchParams.set('code', `${login}-${randomUUID()}`);
  return [302, {}, { location: back.href }];
}

/** Codes of the user `late` have expired; for `unlucky` the provider is broken. */
function token(form) {
  const [login] = (form.get('code') ?? '').split('-');
  if (login === 'late') return [400, { error: 'invalid_grant' }];
  if (login === 'unlucky') return [500, { error: 'server_error' }];
  return [200, { access_token: randomUUID(), token_type: 'bearer' }];
}

/** A token is a word here. A prompt with `#no-plan` gets an error. */
async function model({ model: name, messages }) {
  await sleep(5);
  const prompt = messages.map(({ content }) => content).join(' ');
  if (prompt.includes('#no-plan')) return [503, { error: { message: 'overloaded' } }];
  const content = 'First look at it, then do it, then check it.';
  const usage = { prompt_tokens: countWords(prompt), completion_tokens: countWords(content) };
  return [200, { model: name, choices: [{ message: { role: 'assistant', content } }], usage }];
}

function countWords(text) {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

server.listen(Number(process.env.PORT ?? 8095), () =>
  console.log(`fakes listening on port ${server.address().port}`),
);
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
